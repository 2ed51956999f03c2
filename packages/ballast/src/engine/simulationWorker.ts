import { parentPort } from 'node:worker_threads';
import { runTask, type KeptByName, type ThreadTask } from './simulationJob.ts';

// The body of a simulation worker: task by task, arrays handed over and not copied.
const kept: KeptByName = new Map();
parentPort?.on('message', (task: ThreadTask) => {
  const { answer, moved } = runTask(task, kept);
  parentPort?.postMessage(answer, moved);
});
