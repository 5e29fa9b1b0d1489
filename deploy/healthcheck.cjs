// Health check of a worker's container: status 0 while `GET /healthz` answers 200 within 3 s, else 1 and the reason.
const port = Number(process.env.FORERUN_HEALTH_PORT);

async function check() {
  if (!port) throw new Error('FORERUN_HEALTH_PORT is not set');
  const response = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(3_000) });
  console.log(await response.text());
  return response.ok ? 0 : 1;
}

check().then(
  (status) => (process.exitCode = status),
  (error) => {
    console.log(error.cause?.message ?? error.message);
    process.exitCode = 1;
  },
);
