import { admit, newOutgoing } from '../../models/files/draftAttachment';
import { addToDraft, draftFiles, hold, type Kept } from '../../net/files/fileStorage';
import { newClientId } from '../../net/ids';
import { storedDraft, storeDraft } from '../../net/storage/storage';

/**
 * Puts files, and text, into the draft of a chat that is not open in this page: they stand in its composer when it is
 * opened next. Answers whether they were kept, and what to say of those that were not taken.
 */
export async function addDraftFiles(
  chatId: string,
  files: readonly File[],
  text = '',
): Promise<{ kept: Kept; problem: string | null }> {
  const { taken, problem } = admit((await draftFiles(chatId)).length, files, 0);
  const added = taken.map((blob) => ({ file: newOutgoing(newClientId(), blob), blob }));
  for (const { file, blob } of added) hold(file.id, blob);
  const kept = added.length === 0 ? 'kept' : await addToDraft(chatId, added);
  if (text !== '') {
    const before = await storedDraft(chatId);
    await storeDraft(chatId, before === '' ? text : `${before}\n${text}`);
  }
  return { kept, problem };
}
