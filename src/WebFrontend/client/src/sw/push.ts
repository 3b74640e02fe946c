import texts from 'virtual:texts/worker';
import { speak, spoken, t } from '../language/texts';
import {
  noticeFor,
  noticeTag,
  pushedMessage,
  type NoticeMemory,
  type PushedMessage,
} from '../models/notifications/notice';
import type { WorkerWord } from '../models/notifications/workerWords';
import { waits } from '../net/notifications/badge';
import { renewSubscription } from '../net/notifications/pushSubscription';
import { keptLanguage } from '../net/app/keptLanguage';
import { worker } from './worker';

/** Shows what comes while the chat is not looked at, and leads there on a click. */
export function answerPushes(): void {
  worker.addEventListener('push', (event) => event.waitUntil(onPush(event.data)));
  worker.addEventListener('notificationclick', (event) => {
    event.notification.close();
    const memory = event.notification.data as NoticeMemory | null;
    event.waitUntil(openChat(memory?.chatId ?? null));
  });
  worker.addEventListener('pushsubscriptionchange', (event) =>
    (event as ExtendableEvent).waitUntil(renewSubscription(worker.registration.pushManager)),
  );
}

async function onPush(data: PushMessageData | null): Promise<void> {
  const language = await keptLanguage(Object.keys(texts));
  speak(language, texts[language] ?? {});
  const message = pushedMessage(readJson(data));
  if (message === null) return showSomething();
  await waits(message.chat_id, message.unread);
  if (!(await isLookedAt(message.chat_id))) await show(message);
}

function readJson(data: PushMessageData | null): unknown {
  try {
    return data?.json();
  } catch (error) {
    console.warn('A push could not be read.', error);
    return null;
  }
}

async function show(message: PushedMessage): Promise<void> {
  const tag = noticeTag(message.chat_id);
  const [before] = await worker.registration.getNotifications({ tag });
  const notice = noticeFor(message, (before?.data as NoticeMemory | undefined) ?? null, Date.now());
  if (notice === null) return;
  await worker.registration.showNotification(notice.title, {
    ...look(),
    body: notice.body,
    tag,
    data: notice.memory,
    // Typed by no library yet: whether a notification that replaces another makes itself heard again.
    ...{ renotify: notice.heard },
  });
}

/** Browsers that were promised a notification for every push show one of their own where none is shown. */
async function showSomething(): Promise<void> {
  await worker.registration.showNotification('ConnectNow Chat', {
    ...look(),
    body: t('notice.new'),
    tag: 'chat',
  });
}

/** What is said is in the app's language, and may run either way by what was written. */
const look = () => ({
  icon: '/icons/icon-192.png',
  badge: '/icons/badge-192.png',
  lang: spoken(),
  dir: 'auto' as const,
});

async function isLookedAt(chatId: string): Promise<boolean> {
  const windows = await pages();
  return windows.some((page) => page.focused && page.visibilityState === 'visible' && chatOf(page) === chatId);
}

async function openChat(chatId: string | null): Promise<void> {
  const windows = await pages();
  const there = windows.find((page) => chatOf(page) === chatId) ?? windows[0];
  const path = chatId === null ? '/' : `/c/${chatId}`;
  if (there === undefined) {
    await worker.clients.openWindow(path);
    return;
  }
  await bringUp(there);
  if (chatId !== null && chatOf(there) !== chatId) {
    there.postMessage({ type: 'open-chat', chatId } satisfies WorkerWord);
  }
}

async function bringUp(page: WindowClient): Promise<void> {
  try {
    await page.focus();
  } catch (error) {
    // The system would not have it; the page shows the right chat all the same when the person goes there.
    console.debug('The window could not be brought up.', error);
  }
}

const pages = () => worker.clients.matchAll({ type: 'window', includeUncontrolled: true });

const chatOf = (page: WindowClient) => /^\/c\/([0-9a-z]{16})(?:\/|$)/.exec(new URL(page.url).pathname)?.[1] ?? null;
