import { BallastError } from '@ballast/core';

export class TemplateBroken extends BallastError {
  constructor(line: number, reason: string) {
    super({
      code: 'WORLD_TEMPLATE_BROKEN',
      message: `line ${line} of the reserve template: ${reason}`,
      remedy: 'mend the template, or give the world what it asks for',
      retryable: false,
    });
  }
}

/**
 * A policy document from its template. `{{name}}` becomes the value of that name; the lines between `#if name`,
 * `#else` and `#end` stay when the name is among `conditions`, or when it is not. Pure; throws TemplateBroken on an
 * unknown name or an unclosed condition.
 */
export function renderReserve(
  template: string,
  values: ReadonlyMap<string, string>,
  conditions: ReadonlySet<string>,
): string {
  const open: { readonly line: number; isKept: boolean }[] = [];
  const kept: string[] = [];
  template.split('\n').forEach((line, index) => {
    const condition = /^#(if|else|end)(?: (\w+))?$/.exec(line);
    if (condition === null) {
      if (open.every((item) => item.isKept)) kept.push(fillLine(line, index + 1, values));
      return;
    }
    const [, word, name] = condition;
    if (word === 'if') open.push({ line: index + 1, isKept: conditions.has(name ?? '') });
    const innermost = open.at(-1);
    if (innermost === undefined) throw new TemplateBroken(index + 1, `#${word} without #if`);
    if (word === 'else') innermost.isKept = !innermost.isKept;
    if (word === 'end') open.pop();
  });
  const unclosed = open[0];
  if (unclosed !== undefined) throw new TemplateBroken(unclosed.line, '#if is never closed');
  return kept.join('\n');
}

const fillLine = (line: string, number: number, values: ReadonlyMap<string, string>): string =>
  line.replaceAll(/\{\{([\w.]+)\}\}/g, (_whole, name: string) => {
    const value = values.get(name);
    if (value === undefined) throw new TemplateBroken(number, `nothing is called ${name} in this world`);
    return value;
  });
