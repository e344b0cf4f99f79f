export { AnnotationQueryEditor, QueryEditor } from './QueryEditor';
