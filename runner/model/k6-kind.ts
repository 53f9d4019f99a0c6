/** A k6 with the output `poolproof` of our own built in writes load.ndjson itself; a stock one hands over every sample. */
export type K6Kind = 'poolproof' | 'stock';
