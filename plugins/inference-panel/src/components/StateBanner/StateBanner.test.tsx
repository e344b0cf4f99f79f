import { render, screen } from '@testing-library/react';
import React from 'react';
import { TEST_IDS } from '../../testIds';
import { StateBanner } from './StateBanner';

const description = { severity: 'error', title: 'Camera failed', detail: 'no video track' } as const;

it('shows what is wrong, as an alert', () => {
  render(<StateBanner description={description} />);
  expect(screen.getByRole('alert')).toHaveTextContent('Camera failed');
  expect(screen.getByTestId(TEST_IDS.banner)).toHaveTextContent('no video track');
  expect(screen.queryByText(/Last picture/)).not.toBeInTheDocument();
});

it('does not cry out over what is only news', () => {
  render(<StateBanner description={{ ...description, severity: 'info' }} />);
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  expect(screen.getByRole('status')).toBeInTheDocument();
});

it.each([
  [0, '0 s'],
  [59_999, '59 s'],
  [61_000, '1 min'],
  [3_600_000 * 2 + 60_000 * 5, '2 h 5 min'],
])('tells the age of a picture that is %d ms old', (pictureAgeMs, age) => {
  render(<StateBanner description={description} pictureAgeMs={pictureAgeMs} />);
  expect(screen.getByText(`Last picture: ${age} ago, not live.`)).toBeInTheDocument();
});
