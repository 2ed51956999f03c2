import { parentPort } from 'node:worker_threads';
import { runTask, type ThreadTask } from './simulationJob.ts';

// The body of a simulation worker: task by task, arrays handed over and not copied.
parentPort?.on('message', (task: ThreadTask) => {
  const { answer, moved } = runTask(task);
  parentPort?.postMessage(answer, moved);
});
