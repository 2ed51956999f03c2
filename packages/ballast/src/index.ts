export { defineConfig, type OperatorConfig, type OperatorInput } from './config/operatorConfig.ts';
export { main } from './cli/main.ts';
