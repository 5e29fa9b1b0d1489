import { setTimeout as sleep } from 'node:timers/promises';
import { bytesField, grpcCall, integerField } from './grpc-call.mjs';

const CALL_LIMIT_MS = 2_000;
const SERVICE = 'temporal.api.workflowservice.v1.WorkflowService';
const SECONDS_A_DAY = 86_400;

/** grpc.health.v1.HealthCheckResponse with status SERVING. */
const SERVING = integerField(1, 1);

/** Whether the frontend says that it serves; never rejects. */
export async function isServing(address) {
  const request = bytesField(1, SERVICE);
  const response = await grpcCall(address, '/grpc.health.v1.Health/Check', request, CALL_LIMIT_MS).catch(
    () => undefined,
  );
  return response?.equals(SERVING) ?? false;
}

/** Asks every 20 ms. @returns whether the frontend serves; false once `isTooLate()` says so. */
export async function untilServing(address, isTooLate) {
  while (!(await isServing(address))) {
    if (isTooLate()) return false;
    await sleep(20);
  }
  return true;
}

/** Sets how long closed histories stay: namespace = 1, config = 3 { retention = 1 { seconds = 1 } }. */
export async function setRetention(address, namespace, days) {
  const retention = bytesField(1, integerField(1, days * SECONDS_A_DAY));
  const request = Buffer.concat([bytesField(1, namespace), bytesField(3, retention)]);
  await grpcCall(address, `/${SERVICE}/UpdateNamespace`, request, CALL_LIMIT_MS);
}
