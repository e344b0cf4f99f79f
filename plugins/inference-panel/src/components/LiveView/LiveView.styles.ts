import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

export const getStyles = (theme: GrafanaTheme2) => ({
  root: css({ position: 'relative', overflow: 'hidden', background: theme.colors.background.canvas }),
  /** No size before the first picture: a canvas is never smaller than one pixel. */
  video: css({ position: 'absolute', width: 0, height: 0 }),
  overlay: css({ position: 'absolute', left: 0, top: 0, pointerEvents: 'none' }),
  /** A picture that is not live is dimmed. */
  stale: css({ filter: 'grayscale(0.8) brightness(0.45)' }),
  /** Badges left and figures right; one above the other when they do not fit in one line. */
  foot: css({
    position: 'absolute',
    left: theme.spacing(0.5),
    right: theme.spacing(0.5),
    bottom: theme.spacing(0.5),
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-end',
    justifyContent: 'space-between',
    gap: theme.spacing(0.5),
  }),
});
