/** How far a source can be relied on, by the way in which it came to be published. */
export const reliabilities = ['peerReviewed', 'official', 'grey', 'press', 'unassessed'] as const;
export type Reliability = (typeof reliabilities)[number];
