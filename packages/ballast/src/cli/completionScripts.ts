import { allCommands, type CommandNode } from './commandTree.ts';

/** Shells a completion script is written for. */
export const SHELLS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

const flagsOf = (node: CommandNode): string[] => node.options.flatMap((option) => [...option.names]);

/** What may come next, by the commands typed so far, as the arms of a shell `case`. */
function arms(tree: CommandNode, indent: string): string {
  return allCommands(tree)
    .map((node) => {
      const own = [...node.commands.map(({ name }) => name), ...flagsOf(node)];
      const words = node === tree ? own : [...own, ...flagsOf(tree)];
      return `${indent}'${node.path}') next='${[...words, '--help'].join(' ')}' ;;`;
    })
    .join('\n');
}

/** Paths of commands, as one pattern of a shell `case`. */
const paths = (tree: CommandNode): string =>
  allCommands(tree)
    .filter((node) => node.path !== '')
    .map((node) => `'${node.path}'`)
    .join('|');

/** The lines of bash and zsh alike that walk the words typed so far, given how the shell names them. */
const walk = (tree: CommandNode, words: string): string => `  local typed='' word next
  for word in "${words}"; do
    case "\${typed:+$typed }$word" in
      ${paths(tree)}) typed="\${typed:+$typed }$word" ;;
    esac
  done
  case "$typed" in
${arms(tree, '    ')}
  esac
`;

function bashScript(tree: CommandNode): string {
  return `# ballast completion for bash: source <(ballast completions bash)
_ballast() {
${walk(tree, '${COMP_WORDS[@]:1:COMP_CWORD-1}')}  COMPREPLY=($(compgen -W "$next" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _ballast ballast
`;
}

function zshScript(tree: CommandNode): string {
  return `#compdef ballast
# ballast completion for zsh: source <(ballast completions zsh), after compinit
_ballast() {
${walk(tree, '${(@)words[2,CURRENT-1]}')}  compadd -- \${=next} || _files
}
if [ "$funcstack[1]" = _ballast ]; then _ballast "$@"; else compdef _ballast ballast; fi
`;
}

function fishScript(tree: CommandNode): string {
  const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = allCommands(tree).flatMap((node) => {
    const children = node.commands.map(({ name }) => name);
    const here = node.path
      .split(' ')
      .filter((name) => name !== '')
      .map((name) => `__fish_seen_subcommand_from ${name}`);
    const none = children.length === 0 ? [] : [`not __fish_seen_subcommand_from ${children.join(' ')}`];
    const test = (parts: readonly string[]): string => (parts.length === 0 ? '' : ` -n ${quote(parts.join('; and '))}`);
    return [
      ...node.commands.map(
        (child) => `complete -c ballast -f${test([...here, ...none])} -a ${child.name} -d ${quote(child.description)}`,
      ),
      ...node.options.map(({ names, description, takesValue }) => {
        const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
        return `complete -c ballast${test(here)} ${flags.join(' ')}${takesValue ? ' -r' : ''} -d ${quote(description)}`;
      }),
    ];
  });
  return `# ballast completion for fish: ballast completions fish | source\n${lines.join('\n')}\n`;
}
