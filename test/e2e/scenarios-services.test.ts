// The failures of the other four systems.
import { namesEveryFailure } from './failures.js';

namesEveryFailure('oberaconnect', 'oberaconnect', 'wittwizz', 'notion-bot-api', 'orchestra');
