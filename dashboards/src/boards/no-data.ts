/** Texts of panels without data. Each is also true when the data source does not answer. */
export const NOT_STREAMING = 'No data from the runner in this time: is the stream up?';
export const NOT_SCRAPED = 'No data from Prometheus in this time';
export const NOT_STORED = 'No data from the database in this time';

/** Texts for what is not measured on every stream. A zero, or "none", would be wrong. */
export const NOT_COUNTED = 'Not counted';
export const NOT_MEASURED = 'Not measured';
export const NO_ZONES = 'Not counted: the stream has no zones, or no data in this time';
export const NO_LINES = 'Not counted: the stream has no lines, or no data in this time';
export const NO_ANOMALIES = 'Not counted: nothing is watched for, or no data in this time';
export const NO_DRIFT = 'Not measured: too few detections so far, or no data in this time';
