import type { Command } from 'commander';

/** A command as a shell needs to know it. */
export interface CommandNode {
  readonly name: string;
  /** Names from the top, joined by spaces; empty for the program. */
  readonly path: string;
  readonly description: string;
  readonly options: readonly OptionNode[];
  readonly commands: readonly CommandNode[];
}

export interface OptionNode {
  /** As typed, dashes included. */
  readonly names: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
}

/** The commands and flags of a program, without those commander adds. Pure. */
export function commandTree(command: Command, parentPath: string | null = null): CommandNode {
  const path = parentPath === null ? '' : `${parentPath} ${command.name()}`.trim();
  return {
    name: command.name(),
    path,
    description: command.description(),
    options: command.options.map((option) => ({
      names: [option.short, option.long].filter((name) => name !== undefined),
      description: option.description,
      takesValue: option.required || option.optional,
    })),
    commands: command.commands.map((child) => commandTree(child, path)),
  };
}

/** Every command of a tree, the program first. Pure. */
export const allCommands = (node: CommandNode): CommandNode[] => [node, ...node.commands.flatMap(allCommands)];
