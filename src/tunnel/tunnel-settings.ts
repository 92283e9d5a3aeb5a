/** What is set about a device besides its queues. */
import type {LinkHeader} from '../packet/link-header.ts';

export interface TunnelSettings {
  linkHeader: LinkHeader;
  /** Closing the node keeps the interface. */
  persist: boolean;
  /** Who may use it, as the classic tool records it: told, not enforced. */
  user: string | null;
  group: string | null;
}
