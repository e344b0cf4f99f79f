import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

/** Too small for the ordinary margins and letters. */
const SMALL = '@container (max-width: 400px) or (max-height: 200px)';

export const getStyles = (theme: GrafanaTheme2) => ({
  cover: css({
    position: 'absolute',
    inset: 0,
    display: 'flex',
    padding: theme.spacing(0.5),
    // The sizes below follow the panel's, not the page's.
    containerType: 'size',
  }),
  card: css({
    margin: 'auto',
    maxWidth: 480,
    maxHeight: '100%',
    // What has no room can be scrolled to, from its beginning.
    overflow: 'auto',
    padding: theme.spacing(1, 2),
    borderRadius: theme.shape.radius.default,
    borderLeft: '4px solid',
    background: theme.colors.background.elevated,
    boxShadow: theme.shadows.z2,
    [SMALL]: { padding: theme.spacing(0.5, 1) },
  }),
  info: css({ borderLeftColor: theme.colors.info.main }),
  warning: css({ borderLeftColor: theme.colors.warning.main }),
  error: css({ borderLeftColor: theme.colors.error.main }),
  title: css({
    fontWeight: theme.typography.fontWeightMedium,
    [SMALL]: { fontSize: theme.typography.bodySmall.fontSize },
  }),
  detail: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    overflowWrap: 'anywhere',
    [SMALL]: { fontSize: '11px', lineHeight: 1.25 },
  }),
  action: css({ marginTop: theme.spacing(1), [SMALL]: { marginTop: theme.spacing(0.5) } }),
});
