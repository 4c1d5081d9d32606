// Writes ppm.config.schema.json, by which editors complete and check ppm.config.yaml. Run by `npm run schema`.
import { writeFileSync } from 'node:fs';
import { schemaText } from './schema-text.js';

writeFileSync(new URL('../../ppm.config.schema.json', import.meta.url), schemaText());
