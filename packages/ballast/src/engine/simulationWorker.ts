import { parentPort, workerData } from 'node:worker_threads';
import { runJob, type SimulationJob } from './simulationJob.ts';

// The body of a simulation worker: one job, one answer, its arrays handed over and not copied.
const lines = runJob(workerData as SimulationJob);
parentPort?.postMessage(
  lines,
  lines.map((line) => line.buffer as ArrayBuffer),
);
