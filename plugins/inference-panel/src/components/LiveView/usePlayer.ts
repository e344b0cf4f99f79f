import type { VideoEndpoint } from '@framewatch/protocol';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { rememberClasses } from '../../grafana/knownClasses';
import { createPlayerDeps } from '../../grafana/playerDeps';
import { LivePlayer, type OverlayStyle, type PlayerReport, Renderer } from '../../live';
import type { PanelOptions } from '../../options';
import { usePixelRatio } from './usePixelRatio';

/** Name of the event that the root element sends after a picture and its overlay were painted; detail: `Painted`. */
export const PAINTED_EVENT = 'framewatch:painted';

interface Elements {
  root: RefObject<HTMLDivElement>;
  video: RefObject<HTMLCanvasElement>;
  overlay: RefObject<HTMLCanvasElement>;
}

interface View {
  endpoint: VideoEndpoint;
  options: PanelOptions;
  style: OverlayStyle;
  width: number;
  height: number;
}

/**
 * Plays the endpoint on the elements while the component is mounted; returns the latest report. Uses the first endpoint
 * and transport: for others mount a new component.
 */
export function usePlayer({ root, video, overlay }: Elements, view: View): PlayerReport | null {
  const { options, style, width, height } = view;
  const { sync } = options;
  const pixelRatio = usePixelRatio();
  const [transport] = useState(options.transport);
  const [endpoint] = useState(view.endpoint);
  const [report, setReport] = useState<PlayerReport | null>(null);
  const playing = useRef<{ player: LivePlayer; renderer: Renderer } | null>(null);

  useEffect(() => {
    const element = root.current;
    if (!element || !video.current || !overlay.current) {
      return;
    }
    const renderer = new Renderer({ video: video.current, overlay: overlay.current });
    const player = new LivePlayer(createPlayerDeps(endpoint), renderer, transport, {
      onReport: setReport,
      onPainted: (detail) => element.dispatchEvent(new CustomEvent(PAINTED_EVENT, { detail })),
      onLabels: (labels) => rememberClasses(labels.classes),
    });
    const onVisibility = () => player.setVisible(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', onVisibility);
    playing.current = { player, renderer };
    player.start();
    onVisibility();
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      player.dispose();
      playing.current = null;
    };
  }, [endpoint, transport, root, video, overlay]);

  useEffect(() => playing.current?.player.setSync(sync), [sync]);
  useEffect(() => playing.current?.renderer.setStyle(style), [style]);
  useEffect(() => playing.current?.renderer.resize({ width, height }, pixelRatio), [width, height, pixelRatio]);
  return report;
}
