// The commands that look after a system's processes, as ppm.config.yaml names them: words, no shell.
import type { ServiceOfSystem } from '../../config/delivery-schema.js';
import { Problem } from '../../core/problem.js';
import type { CommandSpec } from '../commands/commands.js';
import { systemNamed, type System, type Systems } from '../systems/systems.js';

export const verbs = ['status', 'logs', 'start', 'stop', 'restart', 'scale'] as const;
export type Verb = (typeof verbs)[number];

export interface ServiceOf {
  system: System;
  service: ServiceOfSystem;
}

/** @throws Problem invalid_input for an unknown system, not_possible where it has no service; both name the field */
export function serviceNamed(systems: Systems, name: string): ServiceOf {
  const system = systemNamed(systems, name);
  const { service } = system;
  if (service) return { system, service };
  const others = Object.entries(systems).flatMap(([key, one]) => (one.service ? [key] : []));
  throw new Problem(
    'not_possible',
    `${system.title} has no service in ppm.config.yaml.`,
    others.length > 0
      ? `These have one: ${others.join(', ')}. Or describe it under systems.${system.name}.service.`
      : `Describe it under systems.${system.name}.service.`,
    { field: 'system' },
  );
}

/** @throws Problem not_possible where no command is named for it */
export function wordsFor({ system, service }: ServiceOf, verb: Verb): readonly string[] {
  const words = service[verb];
  if (words) return words;
  throw new Problem(
    'not_possible',
    `${system.title} has no command for \`${verb}\` in ppm.config.yaml.`,
    `Name one under systems.${system.name}.service.${verb}, such as [systemctl, ${verb}, ${system.name}].`,
    { field: 'system' },
  );
}

/** @param fill values for `{name}` in the words */
export function specOf(
  { service }: Pick<ServiceOf, 'service'>,
  words: readonly string[],
  fill: Readonly<Record<string, string>> = {},
): CommandSpec {
  const { pass, cwd, timeoutSeconds } = service;
  return {
    words: words.map((word) =>
      Object.entries(fill).reduce(
        (text, [name, value]) => text.replaceAll(`{${name}}`, value),
        word,
      ),
    ),
    pass,
    timeoutMs: timeoutSeconds * 1_000,
    ...(cwd === undefined ? {} : { cwd }),
  };
}
