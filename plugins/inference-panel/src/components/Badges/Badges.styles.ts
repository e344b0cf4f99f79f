import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

export const getStyles = (theme: GrafanaTheme2) => ({
  badges: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5), minWidth: 0 }),
  badge: css({
    padding: theme.spacing(0, 0.75),
    borderRadius: theme.shape.radius.default,
    fontSize: theme.typography.bodySmall.fontSize,
    cursor: 'help',
  }),
  info: css({ background: theme.colors.info.main, color: theme.colors.info.contrastText }),
  warning: css({ background: theme.colors.warning.main, color: theme.colors.warning.contrastText }),
});
