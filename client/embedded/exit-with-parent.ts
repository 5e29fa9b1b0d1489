// Preloaded into the workers' process: it drains when the host that started it is gone, however that ended.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
