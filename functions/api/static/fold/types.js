/** The types of what the server says. Nothing here runs, and no browser loads it. */

/**
 * One event of a run's log. `step` and `attempt` are null on events of the whole run; `data` is of a shape that
 * `type` says: see `/v1/schema/events`.
 * @typedef {object} Event
 * @property {number} seq
 * @property {string} type
 * @property {string} run_id
 * @property {string} ts
 * @property {string | null} step
 * @property {number | null} attempt
 * @property {string | null} message
 * @property {any} data
 */

/** @typedef {"queued" | "running" | "completed" | "failed" | "cancelled"} Status */
/** @typedef {"pending" | "running" | "retrying" | "completed" | "failed" | "stopped" | "skipped"} StepState */
/** @typedef {{ id: string, label: string, expected_seconds: number }} StepPlan */
/** @typedef {{ code: string, message: string, retryable: boolean, retry_after_s?: number | null }} StepError */
/** @typedef {{ step: string | null, provider: string | null, code: string, message: string }} RunError */

/**
 * `provider`, `model` and `call` are of the attempt at work; `feedback` is what a person wants changed.
 * @typedef {object} Step
 * @property {string} id
 * @property {string} label
 * @property {number} expected_seconds
 * @property {string | null} added_by the step that added it
 * @property {number} attempt 0: not begun
 * @property {StepState} state
 * @property {number | null} fraction 0–1 of it is done, where it tells
 * @property {string | null} message
 * @property {string | null} started_at
 * @property {string | null} ended_at
 * @property {number | null} duration_ms
 * @property {StepError | null} error
 * @property {string | null} failed_provider
 * @property {boolean} was_completed
 * @property {string | null} feedback
 * @property {string | null} provider
 * @property {string | null} model
 * @property {{ provider: string, model: string, reserved_usd: number | null } | null} call
 * @property {string[]} given_up providers that it has given up
 */

/** @typedef {{ calls: number, input_tokens: number, output_tokens: number, cost_usd: number }} Usage */
/**
 * @typedef {object} Price
 * @property {number} input_usd_per_mtok
 * @property {number} output_usd_per_mtok
 * @property {string} source
 * @property {string} as_of
 */

/**
 * What a run is at `seq`. `parts` is what it has made, of a shape that its kind says.
 * @typedef {object} Snapshot
 * @property {string | null} run_id
 * @property {string | null} kind
 * @property {Status} status
 * @property {number} seq
 * @property {number} execution 1, and 1 more each time that it was continued
 * @property {string} phase
 * @property {number} progress 0–100
 * @property {any} input
 * @property {string[]} providers
 * @property {Record<string, string>} metadata
 * @property {{ parts: number }} expected
 * @property {Step[]} steps
 * @property {any} parts
 * @property {Usage & { by_provider: Record<string, Usage>, prices: Record<string, Price> }} usage
 * @property {{ max_cost_usd: number | null, reserved_usd: number, held_usd: number }} budget
 * @property {Timing} timing
 * @property {any} summary
 * @property {RunError[]} errors
 * @property {string[]} degraded
 */

/**
 * @typedef {object} Timing
 * @property {string | null} started_at
 * @property {string | null} updated_at
 * @property {string | null} ended_at
 * @property {number | null} duration_ms
 */

/**
 * A kind of generation.
 * @typedef {object} KindInfo
 * @property {string} name
 * @property {string} title
 * @property {string} description
 * @property {any} input_schema JSON Schema; each of its `examples` is a whole input that runs
 * @property {{ name: string, description: string, repeatable: boolean, on_request: boolean }[]} steps
 * @property {{ name: string, media_type: string, extension: string }[]} export_formats the first is the default
 */

/** @typedef {{ self: string, events: string, stream: string }} RunUrls */
/** @typedef {{ runs: ListedRun[], next_cursor: string | null }} RunList */
/**
 * @typedef {object} ListedRun
 * @property {string} run_id
 * @property {string} kind
 * @property {Status} status
 * @property {string} created_at
 * @property {Record<string, string>} metadata
 * @property {string} url
 */

/**
 * What a cancelled run leaves.
 * @typedef {object} CancelReceipt
 * @property {string} run_id
 * @property {Status} status
 * @property {number} seq
 * @property {number} kept_through_seq
 * @property {number} parts
 * @property {number} calls_aborted
 * @property {Usage} usage
 */

/**
 * @typedef {object} ContinuedRun
 * @property {string} run_id
 * @property {Status} status
 * @property {number} execution
 * @property {string[]} steps
 * @property {string} read_token
 * @property {RunUrls} urls
 */

/** @typedef {{ run_id: string, read_token: string, expires_at: string, urls: RunUrls }} SharedRun */

/**
 * `providers` are `configured`, `not_configured` or, until somebody has looked, `unknown`.
 * @typedef {object} Health
 * @property {"ok" | "degraded" | "down"} status
 * @property {{ state: string }} table
 * @property {Record<string, { state: string }>} workflows by kind
 * @property {Record<string, { state: string, reported_at: string | null }>} providers
 */

/** @typedef {{ run_id: string, seq: number, index: number, provider: string, track: any }} SwappedTrack */

/** @typedef {Usage & { runs: number }} KindUsage */
/** @typedef {{ since: string, by_provider: Record<string, Usage>, by_kind: Record<string, KindUsage> }} Since */
/** @typedef {{ daily_usd: number, committed_usd: number, left_usd: number, resets_at: string }} DailyBudget */
/** @typedef {{ today: KindUsage & Since, this_month: KindUsage & Since, budget: DailyBudget | null }} UsageReport */

/** @typedef {(snapshot: Snapshot, event: Event, data: any) => void} Handler */

/**
 * A kind's part of the fold.
 * @typedef {object} KindFold
 * @property {(started: any) => any} empty the parts of a run of which only `run.started`'s data is known
 * @property {PartsHandlers<any>} handlers
 * @property {(snapshot: Snapshot) => number} progress
 */

/**
 * @template Parts
 * @typedef {Record<string, (parts: Parts, event: Event, data: any) => void>} PartsHandlers
 */

/** @typedef {{ provider: string, track: any, made_by: string | null, enrichment: any }} Choice a track in somebody's list */
/** @typedef {Choice & { index: number }} Entry */
/** @typedef {Choice & { index: number, alternatives: Choice[] }} Position */
/**
 * @typedef {object} ProviderList
 * @property {"waiting" | "running" | "completed" | "failed"} state
 * @property {string | null} model
 * @property {Entry[]} tracks
 * @property {StepError | null} error
 */
/** @typedef {{ providers: Record<string, ProviderList>, primary: string | null, tracks: Position[] }} PlaylistParts */

/**
 * @typedef {object} CodeFile
 * @property {string} path
 * @property {string | null} purpose
 * @property {"planned" | "writing" | "completed" | "failed"} state
 * @property {string | null} content the last complete version
 * @property {number | null} bytes
 * @property {string | null} sha256
 * @property {string | null} draft what is being written
 */
/** @typedef {{ stage: string, result: string, message: string, findings: any[], stale: boolean }} CodeStage */
/** @typedef {{ summary: any, requirements: any[], files: CodeFile[], validation: CodeStage[] }} CodeParts */

/**
 * @typedef {object} VideoParts
 * @property {any} site
 * @property {any} brand
 * @property {number | null} confidence
 * @property {any[]} outlined
 * @property {any[]} narrative
 * @property {any} music
 * @property {string[]} notes
 * @property {{ index: number, [name: string]: any }[]} scenes
 * @property {{ stage: string, [name: string]: any }[]} checks
 */

/**
 * @typedef {object} PlanDay
 * @property {number} day
 * @property {"outlined" | "running" | "completed" | "failed"} state
 * @property {any} content
 * @property {any[]} warnings
 * @property {string} theme
 */
/**
 * @typedef {object} PlanParts
 * @property {string | null} title
 * @property {any} targets
 * @property {any[]} warnings
 * @property {string | null} disclaimer
 * @property {boolean} show_figures
 * @property {PlanDay[]} days
 * @property {any} verification
 */

/** @typedef {{ content: any, seq: number | null, at: string | null, feedback: string | null }} EarlierSection */
/**
 * @typedef {object} VisionSection
 * @property {any} content
 * @property {string} draft
 * @property {"pending" | "writing" | "completed"} state
 * @property {string | null} step
 * @property {string | null} writer
 * @property {number | null} seq
 * @property {string | null} at
 * @property {string | null} feedback
 * @property {EarlierSection[]} history
 * @property {boolean} [outdated] of the one-pager only
 */
/**
 * @typedef {object} VisionParts
 * @property {string} company
 * @property {Record<string, VisionSection>} sections
 * @property {any[]} validation
 * @property {VisionSection} one_pager
 * @property {any} qa
 * @property {any} scores
 */

export {};
