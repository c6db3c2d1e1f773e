/**
 * The parameters of PostgreSQL in RDS and Aurora by name. Where a name is listed for one engine only, the other's
 * groups have no such parameter; `rds.force_ssl` belongs to a whole Aurora cluster, to a single RDS instance.
 *
 * Sources: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Reference.ParameterGroups.html,
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Parameters.html, and for
 * what only a restart changes https://www.postgresql.org/docs/17/view-pg-settings.html (context `postmaster`).
 */

function names(text: string): ReadonlySet<string> {
    return new Set(text.trim().split(/\s+/));
}

/** In the groups of RDS instances, of Aurora instances and of Aurora clusters. */
export const EVERYWHERE = names(`
    apg_enable_batch_mode_function_execution apg_enable_correlated_any_transform apg_enable_function_migration
    apg_enable_not_in_transform apg_enable_remove_redundant_inner_joins apg_enable_semijoin_push_down
    apg_plan_mgmt.capture_plan_baselines apg_plan_mgmt.max_databases apg_plan_mgmt.max_plans
    apg_plan_mgmt.plan_retention_period apg_plan_mgmt.unapproved_plan_execution_threshold
    apg_plan_mgmt.use_plan_baselines application_name authentication_timeout auto_explain.log_analyze
    auto_explain.log_buffers auto_explain.log_format auto_explain.log_level auto_explain.log_min_duration
    auto_explain.log_nested_statements auto_explain.log_parameter_max_length auto_explain.log_settings
    auto_explain.log_timing auto_explain.log_triggers auto_explain.log_verbose auto_explain.log_wal
    auto_explain.sample_rate backend_flush_after bytea_output check_function_bodies client_connection_check_interval
    client_min_messages config_file constraint_exclusion cpu_index_tuple_cost cpu_operator_cost cpu_tuple_cost
    createrole_self_grant cron.database_name cron.log_run cron.log_statement cron.max_running_jobs
    cron.use_background_workers cursor_tuple_fraction db_user_namespace deadlock_timeout debug_parallel_query
    debug_pretty_print debug_print_parse debug_print_plan debug_print_rewritten default_statistics_target
    default_transaction_deferrable default_transaction_isolation default_transaction_read_only effective_cache_size
    effective_io_concurrency enable_async_append enable_bitmapscan enable_distinct_reordering enable_gathermerge
    enable_group_by_reordering enable_hashagg enable_hashjoin enable_incremental_sort enable_indexonlyscan
    enable_indexscan enable_material enable_memoize enable_mergejoin enable_nestloop enable_parallel_append
    enable_parallel_hash enable_partition_pruning enable_partitionwise_aggregate enable_partitionwise_join
    enable_presorted_aggregate enable_seqscan enable_sort enable_tidscan escape_string_warning event_triggers
    exit_on_error force_parallel_mode from_collapse_limit geqo geqo_effort geqo_generations geqo_pool_size geqo_seed
    geqo_selection_bias geqo_threshold gin_fuzzy_search_limit gin_pending_list_limit hash_mem_multiplier hba_file
    hot_standby_feedback ident_file idle_in_transaction_session_timeout idle_session_timeout io_combine_limit jit
    jit_above_cost jit_inline_above_cost jit_optimize_above_cost join_collapse_limit lc_messages listen_addresses
    lo_compat_privileges lock_timeout log_connections log_destination log_directory log_disconnections log_duration
    log_error_verbosity log_executor_stats log_file_mode log_filename log_hostname log_line_prefix log_lock_waits
    log_min_duration_sample log_min_duration_statement log_min_error_statement log_min_messages
    log_parameter_max_length log_parameter_max_length_on_error log_parser_stats log_planner_stats
    log_replication_commands log_rotation_age log_rotation_size log_startup_progress_interval log_statement
    log_statement_sample_rate log_statement_stats log_temp_files log_timezone log_truncate_on_rotation
    logging_collector logical_decoding_work_mem maintenance_io_concurrency maintenance_work_mem max_connections
    max_files_per_process max_locks_per_transaction max_parallel_apply_workers_per_subscription
    max_parallel_maintenance_workers max_parallel_workers max_parallel_workers_per_gather max_pred_locks_per_page
    max_pred_locks_per_relation max_pred_locks_per_transaction max_slot_wal_keep_size max_stack_depth
    max_standby_streaming_delay max_worker_processes min_dynamic_shared_memory min_parallel_index_scan_size
    min_parallel_table_scan_size old_snapshot_threshold parallel_leader_participation parallel_setup_cost
    parallel_tuple_cost pg_bigm.enable_recheck pg_bigm.gin_key_limit pg_bigm.last_update pg_bigm.similarity_limit
    pg_hint_plan.debug_print pg_hint_plan.enable_hint pg_hint_plan.enable_hint_table pg_hint_plan.message_level
    pg_hint_plan.parse_messages pg_stat_statements.max pg_stat_statements.save pg_stat_statements.track
    pg_stat_statements.track_planning pg_stat_statements.track_utility pg_stat_statements.track_wal pgaudit.log
    pgaudit.log_catalog pgaudit.log_client pgaudit.log_level pgaudit.log_parameter pgaudit.log_parameter_max_size
    pgaudit.log_relation pgaudit.log_rows pgaudit.log_statement pgaudit.log_statement_once pgaudit.role
    pglogical.batch_inserts pglogical.conflict_log_level pglogical.conflict_resolution
    pglogical.extra_connection_options pglogical.synchronous_commit pglogical.use_spi postgis.gdal_enabled_drivers
    quote_all_identifiers random_page_cost rds.force_admin_logging_level rds.log_retention_period
    rds.pg_stat_ramdisk_size rds.rds_superuser_reserved_connections rds.superuser_variables
    recursive_worktable_factor remove_temp_files_after_crash reserved_connections restart_after_crash row_security
    search_path seq_page_cost session_replication_role shared_buffers shared_memory_type shared_preload_libraries
    ssl_ca_file ssl_cert_file ssl_crl_dir ssl_key_file standard_conforming_strings statement_timeout
    stats_fetch_consistency stats_temp_directory superuser_reserved_connections synchronize_seqscans
    tcp_keepalives_count tcp_keepalives_idle tcp_keepalives_interval temp_buffers temp_file_limit temp_tablespaces
    track_activities track_activity_query_size track_counts track_functions track_io_timing transaction_timeout
    update_process_title vacuum_buffer_usage_limit wal_receiver_status_interval work_mem xmlbinary xmloption
`);

/** In the groups of Aurora clusters and of RDS instances, not in those of Aurora's instances. */
export const WHOLE_DATABASE = names(`
    apg_ccm_enabled array_nulls aurora_compute_plan_id aurora_stat_plans.enabled autovacuum
    autovacuum_analyze_scale_factor autovacuum_analyze_threshold autovacuum_freeze_max_age autovacuum_max_workers
    autovacuum_multixact_freeze_max_age autovacuum_naptime autovacuum_vacuum_cost_delay autovacuum_vacuum_cost_limit
    autovacuum_vacuum_insert_scale_factor autovacuum_vacuum_insert_threshold autovacuum_vacuum_max_threshold
    autovacuum_vacuum_scale_factor autovacuum_vacuum_threshold autovacuum_work_mem backslash_quote
    backtrace_functions client_encoding compute_query_id data_directory datestyle default_tablespace
    default_toast_compression extra_float_digits huge_pages intervalstyle krb_caseins_users lc_monetary lc_numeric
    lc_time log_autovacuum_min_duration log_transaction_sample_rate max_active_replication_origins
    max_logical_replication_workers max_prepared_transactions max_replication_slots
    max_sync_workers_per_subscription max_wal_senders password_encryption plan_cache_mode port
    rds.accepted_password_auth_method rds.adaptive_autovacuum rds.allowed_extensions rds.aurora_grant_extensions
    rds.babelfish_status rds.blue_green_replication_type rds.custom_dns_resolution rds.enable_plan_management
    rds.extensions rds.force_autovacuum_logging_level rds.force_ssl rds.global_db_rpo rds.logical_replication
    rds.logically_replicate_unlogged_tables rds.restrict_password_commands recovery_init_sync_method ssl ssl_ciphers
    ssl_max_protocol_version ssl_min_protocol_version synchronous_commit timezone track_commit_timestamp
    track_wal_io_timing transform_null_equals vacuum_cost_delay vacuum_cost_limit vacuum_cost_page_dirty
    vacuum_cost_page_hit vacuum_cost_page_miss vacuum_defer_cleanup_age vacuum_failsafe_age vacuum_freeze_min_age
    vacuum_freeze_table_age vacuum_multixact_failsafe_age vacuum_multixact_freeze_min_age
    vacuum_multixact_freeze_table_age wal_buffers wal_receiver_create_temp_slot wal_receiver_timeout
    wal_sender_timeout
`);

/** In the groups of RDS instances only: Aurora has no write-ahead log and no checkpoints of its own to tune. */
export const RDS_ONLY = names(`
    allow_in_place_tablespaces archive_command archive_mode archive_timeout bgwriter_delay bgwriter_flush_after
    bgwriter_lru_maxpages bgwriter_lru_multiplier checkpoint_completion_target checkpoint_flush_after
    checkpoint_segments checkpoint_timeout checkpoint_warning commit_delay commit_siblings commit_timestamp_buffers
    default_with_oids fsync full_page_writes hot_standby lock_timeout log_checkpoints log_recovery_conflict_waits
    max_standby_archive_delay max_wal_size min_wal_size multixact_member_buffers multixact_offset_buffers
    notify_buffers post_auth_delay pre_auth_delay rds.delegated_extension_allow_drop_cascade rds.enable_pgactive
    rds.enable_pgactive_schema_access rds.rds_reserved_connections recovery_min_apply_delay recovery_prefetch
    segment_size serializable_buffers sql_inheritance ssl_renegotiation_limit subtransaction_buffers
    sync_replication_slots synchronized_standby_slots transaction_buffers transaction_deferrable
    transaction_isolation transaction_read_only wal_compression wal_init_zero wal_keep_size wal_recycle
    wal_segment_size wal_writer_delay wal_writer_flush_after
`);

/** What takes effect when the instance restarts, and not before. */
export const STATIC = names(`
    apg_plan_mgmt.max_databases apg_plan_mgmt.max_plans autovacuum_freeze_max_age autovacuum_max_workers
    autovacuum_multixact_freeze_max_age commit_timestamp_buffers cron.database_name cron.log_run cron.log_statement
    cron.max_running_jobs cron.use_background_workers huge_pages logging_collector max_active_replication_origins
    max_connections max_files_per_process max_locks_per_transaction max_logical_replication_workers
    max_pred_locks_per_transaction max_prepared_transactions max_replication_slots max_wal_senders
    max_worker_processes min_dynamic_shared_memory multixact_member_buffers multixact_offset_buffers notify_buffers
    old_snapshot_threshold pg_stat_statements.max port rds.babelfish_status rds.custom_dns_resolution
    rds.enable_pgactive rds.enable_plan_management rds.logical_replication rds.pg_stat_ramdisk_size
    rds.rds_superuser_reserved_connections rds.restrict_password_commands recovery_prefetch reserved_connections
    serializable_buffers shared_buffers shared_memory_type shared_preload_libraries subtransaction_buffers
    superuser_reserved_connections track_activity_query_size track_commit_timestamp transaction_buffers wal_buffers
`);
