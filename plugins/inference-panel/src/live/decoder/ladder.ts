import type { DecoderKind, Unsupported } from './types';

/** The panel's option `transport`. */
export type TransportChoice = 'auto' | DecoderKind;

export interface BrowserAbilities {
  /** WebCodecs exists on https and on localhost only. */
  secureContext: boolean;
  webCodecs: boolean;
  imageBitmap: boolean;
}

export function browserAbilities(): BrowserAbilities {
  return {
    secureContext: window.isSecureContext,
    webCodecs: 'VideoDecoder' in window && 'EncodedVideoChunk' in window,
    imageBitmap: 'createImageBitmap' in window,
  };
}

/** Returns the decoders to try, best first, and the reasons against the others. */
export function planDecoders(
  choice: TransportChoice,
  abilities: BrowserAbilities
): { steps: DecoderKind[]; refused: Unsupported[] } {
  const wanted: DecoderKind[] = choice === 'auto' ? ['webcodecs', 'jpeg'] : [choice];
  const refused = wanted
    .map((kind) => (kind === 'webcodecs' ? webCodecsRefusal(abilities) : jpegRefusal(abilities)))
    .filter((refusal) => refusal !== null);
  return { steps: wanted.filter((kind) => !refused.some((refusal) => refusal.kind === kind)), refused };
}

function webCodecsRefusal({ secureContext, webCodecs }: BrowserAbilities): Unsupported | null {
  if (!secureContext) {
    const detail = 'the page is not served over https (nor from localhost), so the browser hides its video decoder';
    return { kind: 'webcodecs', reason: 'insecure-context', detail };
  }
  return webCodecs ? null : { kind: 'webcodecs', reason: 'no-webcodecs', detail: 'this browser has no WebCodecs' };
}

function jpegRefusal({ imageBitmap }: BrowserAbilities): Unsupported | null {
  return imageBitmap
    ? null
    : { kind: 'jpeg', reason: 'no-image-bitmap', detail: 'this browser cannot decode pictures off the page' };
}
