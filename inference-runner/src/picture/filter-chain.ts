import { AV_BUFFERSRC_FLAG_KEEP_REF } from 'node-av/constants';
import { FFmpegError, Filter, type FilterContext, FilterGraph, Frame } from 'node-av/lib';

/** One of FFmpeg's filters and its arguments. */
export type FilterStep = readonly [name: string, args?: string];

interface OpenChain {
  key: string;
  graph: FilterGraph;
  source: FilterContext;
  sink: FilterContext;
}

/**
 * Runs pictures through filters of FFmpeg that give one picture for each. It is open as long as the pictures stay of one
 * kind, and opens again by itself. One picture at a time.
 */
export class FilterChain {
  #open: OpenChain | null = null;

  /** A new frame, the caller's to free; does not free `frame`. Rejects with an FFmpegError, and can be used on. */
  async run(frame: Frame, steps: readonly FilterStep[]): Promise<Frame> {
    const output = new Frame();
    output.alloc();
    try {
      const { source, sink } = this.#chainFor(frame, steps);
      FFmpegError.throwIfError(source.buffersrcAddFrameSync(frame, AV_BUFFERSRC_FLAG_KEEP_REF), 'filtering a picture');
      FFmpegError.throwIfError(await sink.buffersinkGetFrame(output), 'filtering a picture');
      return output;
    } catch (error) {
      output.free();
      this.close();
      throw error;
    }
  }

  close(): void {
    this.#open?.graph.free();
    this.#open = null;
  }

  #chainFor(frame: Frame, steps: readonly FilterStep[]): OpenChain {
    const { width, height, format, colorSpace, colorRange } = frame;
    const input =
      `video_size=${width}x${height}:pix_fmt=${format}:time_base=1/1000000:` +
      `colorspace=${colorSpace}:range=${colorRange}`;
    const key = `${input} ${steps.join()}`;
    if (this.#open?.key === key) return this.#open;
    this.close();
    const graph = new FilterGraph();
    graph.alloc();
    // Threads of its own would cost more than they bring: pictures are small, and streams are many.
    graph.nbThreads = 1;
    const chain: FilterStep[] = [['buffer', input], ...steps, ['buffersink']];
    const contexts = chain.map(([name, args], index) => create(graph, name, `${name}${index}`, args));
    contexts.reduce((from, to) => {
      FFmpegError.throwIfError(from.link(0, to, 0), 'joining filters');
      return to;
    });
    FFmpegError.throwIfError(graph.configSync(), 'setting filters up');
    const [source, sink] = [contexts[0], contexts.at(-1)] as [FilterContext, FilterContext];
    return (this.#open = { key, graph, source, sink });
  }
}

function create(graph: FilterGraph, type: string, name: string, args: string | undefined): FilterContext {
  const filter = Filter.getByName(type);
  const context = filter && graph.createFilter(filter, name, args ?? null);
  if (!context) throw new Error(`this FFmpeg has no filter \`${type}\``);
  return context;
}
