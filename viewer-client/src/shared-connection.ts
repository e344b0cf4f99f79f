import type { FrameResult, StreamEvent, VideoMessage } from '@framewatch/protocol';
import { PictureGroup } from './picture-group.js';
import type { ConfigMessage, StatusMessage, ViewerDeps, ViewerListener, ViewerRequest, ViewerState } from './types.js';
import { ViewerClient } from './viewer-client.js';

/** What one who comes later has missed of a connection that is open. */
export interface Missed {
  config: ConfigMessage | null;
  status: StatusMessage | null;
  pictures: readonly VideoMessage[];
  results: readonly FrameResult[];
  /** Those that last. */
  events: readonly StreamEvent[];
}

/** One of those who share a connection. */
export interface Member extends ViewerListener {
  /** Pictures that wait to be decoded. */
  readonly queue: number;
  /** Told in place of everything that came before it joined. */
  onJoined(state: ViewerState, missed: Missed): void;
}

/** One connection to a stream for several viewers. It is made when the first joins; its owner closes it. */
export class SharedConnection {
  readonly #members = new Set<Member>();
  readonly #client: ViewerClient;
  readonly #group = new PictureGroup();
  readonly #results: FrameResult[] = [];
  /** Events that last, by id. */
  readonly #events = new Map<string, StreamEvent>();
  #state: ViewerState = { kind: 'closed' };
  #config: ConfigMessage | null = null;
  #status: StatusMessage | null = null;

  /** `keptResults`: how many of the newest results are told to who joins later. */
  constructor(deps: ViewerDeps, wanted: Omit<ViewerRequest, 'queue'>, keptResults: number) {
    // The shortest: a viewer that cannot keep up drops pictures by itself, and must not slow the others down.
    const queue = () => (this.#members.size === 0 ? 0 : Math.min(...[...this.#members].map((member) => member.queue)));
    this.#client = new ViewerClient(
      deps,
      { ...wanted, queue },
      {
        onState: (state) => {
          this.#state = state;
          this.#tell((member) => member.onState(state));
        },
        onConnected: (renewed, complete) => {
          if (!renewed) this.#forget();
          // The runner tells each connection what lasts; an end may have come while there was none.
          this.#events.clear();
          this.#tell((member) => member.onConnected(renewed, complete));
        },
        onConfig: (config) => {
          this.#config = config;
          this.#group.clear();
          this.#tell((member) => member.onConfig(config));
        },
        onVideo: (picture) => {
          this.#group.add(picture);
          this.#tell((member) => member.onVideo(picture));
        },
        onResult: (result) => {
          this.#results.push(result);
          if (this.#results.length > keptResults) this.#results.shift();
          this.#tell((member) => member.onResult(result));
        },
        onStatus: (status) => {
          this.#status = status;
          this.#tell((member) => member.onStatus(status));
        },
        onEvent: (event) => {
          if (event.endUs === null) this.#events.set(event.id, event);
          else this.#events.delete(event.id);
          this.#tell((member) => member.onEvent(event));
        },
        onServerError: (error) => this.#tell((member) => member.onServerError(error)),
        onMalformed: () => this.#tell((member) => member.onMalformed()),
      }
    );
  }

  get members(): number {
    return this.#members.size;
  }

  get serverOffsetUs(): number | null {
    return this.#client.serverOffsetUs;
  }

  /** From the newest key frame on; empty where it is not known. */
  get pictures(): readonly VideoMessage[] {
    return this.#group.pictures;
  }

  join(member: Member): void {
    this.#members.add(member);
    if (this.#state.kind === 'closed') {
      this.#client.start();
      return;
    }
    const { pictures } = this.#group;
    member.onJoined(this.#state, {
      config: this.#config,
      status: this.#status,
      pictures: [...pictures],
      results: [...this.#results],
      events: [...this.#events.values()],
    });
  }

  leave(member: Member): void {
    this.#members.delete(member);
  }

  /** Has no effect while others view the stream: what the runner sends again would come to them, too. */
  requestKeyframe(): void {
    if (this.#members.size === 1) this.#client.requestKeyframe();
  }

  close(): void {
    this.#client.close();
  }

  #forget(): void {
    this.#config = null;
    this.#status = null;
    this.#group.clear();
  }

  /** Tells all; one may leave, or join, while it is told. */
  #tell(what: (member: Member) => void): void {
    for (const member of [...this.#members]) if (this.#members.has(member)) what(member);
  }
}
