export { type TagChange, putTag } from './change-tags.ts';
export { checkTags } from './check-tags.ts';
export { tagRoutes } from './routes.ts';
export { tagsModule } from './turn.ts';
export { readMemberTags } from './views.ts';
