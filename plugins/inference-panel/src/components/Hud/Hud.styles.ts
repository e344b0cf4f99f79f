import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

export const getStyles = (theme: GrafanaTheme2) => ({
  hud: css({
    // At the right, alone in its line or not.
    marginLeft: 'auto',
    minWidth: 0,
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0, 1),
    padding: theme.spacing(0, 0.75),
    borderRadius: theme.shape.radius.default,
    background: 'rgba(0, 0, 0, 0.6)',
    color: '#fff',
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
    pointerEvents: 'none',
  }),
});
