/**
 * The service worker: what the app can do before its pages are there. Each part is a file; none of them keeps an answer of
 * the API, save previews of files, which are kept chat by chat and go with the chat.
 */
import { answerPushes } from './push';
import { answerPreviews } from './previews';
import { receiveShares } from './shareTarget';
import { serveShell } from './shell';
import { replaceOnWish } from './versions';

serveShell();
answerPreviews();
receiveShares();
answerPushes();
replaceOnWish();
