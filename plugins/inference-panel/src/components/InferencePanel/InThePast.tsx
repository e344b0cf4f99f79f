import React, { type ReactNode, useState } from 'react';
import { TEST_IDS } from '../../testIds';
import { StateBanner, type StateDescription } from '../StateBanner';

const NO_RECORDING: StateDescription = {
  severity: 'info',
  title: 'No recording of this time',
  detail: 'The range of the dashboard lies in the past, and there is only live video.',
  action: 'Go live',
};

/** Shows live video only after the user asks for it, since it is of another time than the range. */
export function InThePast({ children }: { children: ReactNode }) {
  const [wanted, setWanted] = useState(false);
  return wanted ? (
    children
  ) : (
    <StateBanner description={NO_RECORDING} testId={TEST_IDS.noRecording} onAction={() => setWanted(true)} />
  );
}
