// Writes docs/scenarios.md, the table of every scenario that `diagnose` names. Run by `npm run scenarios`.
import { writeFileSync } from 'node:fs';
import { scenariosText } from './scenarios-text.js';

writeFileSync(new URL('../../../docs/scenarios.md', import.meta.url), scenariosText());
