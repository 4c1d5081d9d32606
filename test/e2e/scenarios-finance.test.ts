// The failures of Finance PPM, of Notion and of Databricks.
import { namesEveryFailure } from './failures.js';

namesEveryFailure('finance-ppm', 'finance-ppm');
