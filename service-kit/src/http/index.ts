export { type HttpAnswer, HttpClient, type HttpClientOptions, hostOf, type HttpRequest } from './client.js';
export { type HttpFailureReason, HttpRequestError } from './errors.js';
