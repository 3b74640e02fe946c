import { Tray } from '../../state/tray.svelte';
import AttachMenu from './AttachMenu.svelte';
import Recorder from './Recorder.svelte';
import TrayStrip from './TrayStrip.svelte';

/** What the composer needs once there is a file: the tray of what is chosen, and the parts that show it. */
export interface Staging {
  tray: Tray;
  TrayStrip: typeof TrayStrip;
  AttachMenu: typeof AttachMenu;
  Recorder: typeof Recorder;
}

export const stagingFor = (chatId: string, largest: () => number | null): Staging => ({
  tray: new Tray(chatId, largest),
  TrayStrip,
  AttachMenu,
  Recorder,
});
