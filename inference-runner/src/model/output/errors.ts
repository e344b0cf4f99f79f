/** Values of the model's output that detections would be made of are NaN or infinite: nobody knows what is there. */
export class NotFiniteError extends Error {
  override readonly name = 'NotFiniteError';
  override readonly message =
    'its output has values that are NaN or infinite: get or convert it again, in float32 if it is in half precision, ' +
    'and try another execution provider';
}
