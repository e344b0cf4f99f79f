import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

export const getStyles = (theme: GrafanaTheme2) => ({
  cover: css({
    position: 'absolute',
    inset: 0,
    display: 'flex',
    padding: theme.spacing(1),
    overflow: 'auto',
  }),
  card: css({
    // Centred like this its beginning can be scrolled to in a panel that is too small for it.
    margin: 'auto',
    maxWidth: 480,
    padding: theme.spacing(1, 2),
    borderRadius: theme.shape.radius.default,
    borderLeft: '4px solid',
    background: theme.colors.background.elevated,
    boxShadow: theme.shadows.z2,
  }),
  info: css({ borderLeftColor: theme.colors.info.main }),
  warning: css({ borderLeftColor: theme.colors.warning.main }),
  error: css({ borderLeftColor: theme.colors.error.main }),
  title: css({ fontWeight: theme.typography.fontWeightMedium }),
  detail: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    overflowWrap: 'anywhere',
  }),
});
