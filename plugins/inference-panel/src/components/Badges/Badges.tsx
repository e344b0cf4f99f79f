import { cx } from '@emotion/css';
import { Tooltip, useStyles2 } from '@grafana/ui';
import React from 'react';
import { TEST_IDS } from '../../testIds';
import { getStyles } from './Badges.styles';
import type { BadgeDescription } from './describeView';

/** Badges on the picture, each with a detailed tooltip. */
export function Badges({ badges }: { badges: readonly BadgeDescription[] }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.badges} data-testid={TEST_IDS.badges}>
      {badges.map(({ severity, text, detail }) => (
        <Tooltip key={text} content={detail}>
          <span className={cx(styles.badge, styles[severity])} tabIndex={0}>
            {text}
          </span>
        </Tooltip>
      ))}
    </div>
  );
}
