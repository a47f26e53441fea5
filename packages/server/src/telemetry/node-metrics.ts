import { Gauge, type Registry } from 'prom-client';

export interface NetworkNodes {
  readonly network: string;
  readonly nodes: readonly {
    readonly host: string;
    readonly state: string;
    readonly score: number;
    readonly latencyMs: number | null;
  }[];
  /** Null where a payment waits for blocks alone. */
  readonly quorum: {
    readonly needed: number;
    readonly reachable: number;
    readonly lagBlocks: number;
    readonly unheard: number;
    readonly disputed: number;
  } | null;
}

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface NodeGauge {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly samples: (network: NetworkNodes) => readonly Sample[];
}

const ofNodes = (value: (node: NetworkNodes['nodes'][number]) => number | null) => (each: NetworkNodes) =>
  each.nodes.flatMap((node): Sample[] => {
    const found = value(node);
    return found === null ? [] : [{ labels: { network: each.network, host: node.host }, value: found }];
  });

const ofQuorum =
  (value: (quorum: NonNullable<NetworkNodes['quorum']>) => number) =>
  ({ network, quorum }: NetworkNodes) =>
    quorum === null ? [] : [{ labels: { network }, value: value(quorum) }];

const GAUGES: readonly NodeGauge[] = [
  {
    name: 'opentill_node_score',
    help: 'How well a node answers: 0 (asked last) to 1.',
    labelNames: ['network', 'host'],
    samples: ofNodes(({ score }) => score),
  },
  {
    name: 'opentill_node_ready',
    help: '1 while a node is asked, 0 while it rests, is limited or serves another chain.',
    labelNames: ['network', 'host'],
    samples: ofNodes(({ state }) => (state === 'ready' ? 1 : 0)),
  },
  {
    name: 'opentill_node_latency_seconds',
    help: 'How long a node’s last good answers took.',
    labelNames: ['network', 'host'],
    samples: ofNodes(({ latencyMs }) => (latencyMs === null ? null : latencyMs / 1000)),
  },
  {
    name: 'opentill_quorum_missing_nodes',
    help: 'How many more nodes would have to answer for a payment to be confirmed.',
    labelNames: ['network'],
    samples: ofQuorum(({ needed, reachable }) => Math.max(0, needed - reachable)),
  },
  {
    name: 'opentill_quorum_lag_blocks',
    help: 'Blocks in the books that fewer nodes have shown than the quorum asks.',
    labelNames: ['network'],
    samples: ofQuorum(({ lagBlocks }) => lagBlocks),
  },
  {
    name: 'opentill_transfers_unverified',
    help: 'Transfers that are not confirmed for want of nodes that show them.',
    labelNames: ['network', 'reason'],
    samples: ({ network, quorum }) =>
      (['unheard', 'disputed'] as const).flatMap((reason) =>
        quorum === null ? [] : [{ labels: { network, reason }, value: quorum[reason] }],
      ),
  },
];

/** How the nodes of each network fare, and what waits for them. While the database does not answer these series are absent. */
export function watchNodes(registry: Registry, read: () => Promise<readonly NetworkNodes[]>): void {
  let reading: Promise<readonly NetworkNodes[]> | undefined;
  // All gauges of a scrape are collected at once: they share one question.
  const readTogether = () => {
    reading ??= read()
      .catch(() => [])
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
  for (const { name, help, labelNames, samples } of GAUGES) {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        const networks = await readTogether();
        this.reset();
        for (const network of networks) for (const { labels, value } of samples(network)) this.set(labels, value);
      },
    });
  }
}
