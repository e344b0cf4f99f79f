import type { PlayerReport } from '../../live';

export interface BadgeDescription {
  severity: 'info' | 'warning';
  text: string;
  detail: string;
}

interface Circumstances {
  /** The dashboard shows another time than the picture's. */
  otherTime: boolean;
  /** The user wants to see figures of the view. */
  figures: boolean;
}

/** The badge appears from this ratio of skipped to shown pictures. */
const MANY_SKIPPED = 0.5;
/** Below this ratio of shown pictures to results the browser is slow, not the model. */
const KEEPS_UP = 0.75;

/** Returns the badges of the picture that is shown. */
export function describeView(report: PlayerReport, { otherTime, figures }: Circumstances): BadgeDescription[] {
  const badges = [
    otherTime && OTHER_TIME,
    report.withoutResult && NO_RESULT,
    describeBehind(report),
    describeReduction(report),
    figures && describeSkipped(report),
  ];
  return badges.filter((badge) => badge !== false && badge !== null);
}

const OTHER_TIME: BadgeDescription = {
  severity: 'warning',
  text: 'live, not the range shown',
  detail: 'This is the picture of now, while the dashboard shows a range in the past.',
};

const NO_RESULT: BadgeDescription = {
  severity: 'warning',
  text: 'no result for this picture',
  detail: 'The result of the model for this picture did not come in time.',
};

function describeBehind({ behind, stats }: PlayerReport): BadgeDescription | null {
  if (!behind) {
    return null;
  }
  const seconds = Math.round(behind.lagMs / 1_000);
  const howFar = seconds >= 1 ? `: ${seconds} s` : `: ${stats.shownFps.toFixed(0)} fps`;
  return behind.cause === 'browser'
    ? {
        severity: 'warning',
        text: `this browser is behind${howFar}`,
        detail:
          'This browser, or its machine, is too busy to show the stream as it comes. The panel asks for less by itself; fewer panels on the page, or a smaller stream, help more.',
      }
    : {
        severity: 'warning',
        text: `this connection is behind${howFar}`,
        detail:
          'The pictures come late: the network between the runner and this browser is too slow for the stream. The runner leaves pictures out by itself.',
      };
}

function describeReduction({ reduction }: PlayerReport): BadgeDescription | null {
  if (!reduction) {
    return null;
  }
  const { decoder, maxFps, keysOnly } = reduction;
  const what = keysOnly ? 'key frames only' : decoder === 'jpeg' ? 'JPEG' : 'video';
  return {
    severity: 'info',
    text: `reduced: ${what}${maxFps === null ? '' : `, ${maxFps} fps`}`,
    detail:
      'This browser could not keep up with the whole stream, so the panel asks for less of it. It tries for more again when the browser has been on time for a while.',
  };
}

function describeSkipped({ stats, behind, reduction }: PlayerReport): BadgeDescription | null {
  const { sync, shownFps, inferredFps, skippedFps } = stats;
  const keepsUp = behind === null && reduction === null && shownFps > 0 && shownFps >= inferredFps * KEEPS_UP;
  if (sync !== 'exact' || !keepsUp || skippedFps < shownFps * MANY_SKIPPED) {
    return null;
  }
  const shown = shownFps.toFixed(0);
  const all = (shownFps + skippedFps).toFixed(0);
  return {
    severity: 'info',
    text: `shows ${shown} of ${all} fps`,
    detail: `The model is slower than the camera: it looks at ${shown} of ${all} pictures a second, and with Synchronization "Exact" only those are shown. "Smooth" shows every picture, with what lies between two results; "Live" at once, with the newest result.`,
  };
}
