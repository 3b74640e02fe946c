import { t } from '../../language/texts';
import { newOutgoing } from '../../models/files/draftAttachment';
import type { OutgoingFile } from '../../models/messages/outbox';
import { toBase64 } from '../../models/files/waveform';
import { addToDraft, hold, removeFromDraft } from '../../net/files/fileStorage';
import { newClientId } from '../../net/ids';
import type { Recorded } from './recording.svelte';

/** A recording as a file that is ready to be sent; kept on this device until it is. */
export function voiceMessage(chatId: string, { blob, duration, waveform }: Recorded): OutgoingFile {
  const extension = /^audio\/(webm|mp4|ogg)/.exec(blob.type)?.[1] ?? 'webm';
  const named = {
    name: `${t('files.voice')}.${extension === 'mp4' ? 'm4a' : extension}`,
    size: blob.size,
    type: blob.type,
  };
  const file = {
    ...newOutgoing(newClientId(), named),
    duration,
    voice: true,
    waveform: waveform.length === 0 ? null : toBase64(waveform),
  };
  hold(file.id, blob);
  // Kept with the draft first: content that nothing speaks of would be swept away.
  void addToDraft(chatId, [{ file, blob }]).then(() => removeFromDraft(chatId, [file.id], false));
  return file;
}
