using System.Collections.Frozen;
using McpActors.Cluster.Leading;
using McpActors.Cluster.Nodes;
using McpActors.Reaping;
using McpActors.Scheduling;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Cluster.Wire;

/// <summary>
/// Every message that may cross nodes, with its manifest. A manifest never changes. A field may be added with a default
/// that means the earlier behaviour. A change that an older node would misread or could not read, such as a new enum
/// value, needs an additional manifest, <c>name/2</c>.
/// </summary>
internal static class WireTypes
{
    private static readonly (string Manifest, Type Type)[] All =
    [
        ("call-tool/1", typeof(CallTool)),
        ("cancel-call/1", typeof(CancelCall)),
        ("tool-result/1", typeof(ToolResult)),
        ("tool-progress/1", typeof(ToolProgress)),
        ("list-tools/1", typeof(ListTools)),
        ("tool-list/1", typeof(ToolList)),
        ("list-prompts/1", typeof(ListPrompts)),
        ("prompt-list/1", typeof(PromptList)),
        ("get-prompt/1", typeof(GetPrompt)),
        ("prompt-result/1", typeof(PromptResult)),
        ("complete/1", typeof(Complete)),
        ("completion-result/1", typeof(CompletionResult)),
        ("set-logging-level/1", typeof(SetLoggingLevel)),
        ("logging-level-set/1", typeof(LoggingLevelSet)),
        ("list-resources/1", typeof(ListResources)),
        ("resource-list/1", typeof(ResourceList)),
        ("list-resource-templates/1", typeof(ListResourceTemplates)),
        ("resource-template-list/1", typeof(ResourceTemplateList)),
        ("read-resource/1", typeof(ReadResource)),
        ("resource-result/1", typeof(ResourceResult)),
        ("subscribe/1", typeof(Subscribe)),
        ("subscribed/1", typeof(Subscribed)),
        ("unsubscribe/1", typeof(Unsubscribe)),
        ("unsubscribed/1", typeof(Unsubscribed)),
        ("start-server/1", typeof(StartServer)),
        ("server-started/1", typeof(ServerStarted)),
        ("stop-server/1", typeof(StopServer)),
        ("server-stopped/1", typeof(ServerStopped)),
        ("restart-server/1", typeof(RestartServer)),
        ("begin-work/1", typeof(BeginWork)),
        ("work-begun/1", typeof(WorkBegun)),
        ("end-work/1", typeof(EndWork)),
        ("get-servers/1", typeof(GetServers)),
        ("server-list/1", typeof(ServerList)),
        ("server-status/1", typeof(ServerStatus)),
        ("servers-applied/1", typeof(ServersApplied)),
        ("process-started/1", typeof(ProcessStarted)),
        ("process-ready/1", typeof(ProcessReady)),
        ("process-exited/1", typeof(ProcessExited)),
        ("process-orphaned/1", typeof(ProcessOrphaned)),
        ("server-unresponsive/1", typeof(ServerUnresponsive)),
        ("breaker-opened/1", typeof(BreakerOpened)),
        ("breaker-closed/1", typeof(BreakerClosed)),
        ("server-changed/1", typeof(ServerChanged)),
        ("tools-changed/1", typeof(ToolsChanged)),
        ("tool-changed/1", typeof(ToolChanged)),
        ("accept-tools/1", typeof(AcceptTools)),
        ("tools-accepted/1", typeof(ToolsAccepted)),
        ("prompts-changed/1", typeof(PromptsChanged)),
        ("resources-changed/1", typeof(ResourcesChanged)),
        ("resource-updated/1", typeof(ResourceUpdated)),
        ("server-logged/1", typeof(ServerLogged)),
        ("elicitation-completed/1", typeof(ElicitationCompleted)),

        ("open-session/1", typeof(OpenSession)),
        ("session-opened/1", typeof(SessionOpened)),
        ("close-session/1", typeof(CloseSession)),
        ("session-message/1", typeof(SessionMessage)),
        ("get-sessions/1", typeof(GetSessions)),
        ("session-list/1", typeof(SessionList)),
        ("session-status/1", typeof(SessionStatus)),
        ("session-restarted/1", typeof(SessionRestarted)),
        ("session-ended/1", typeof(SessionEnded)),
        ("session-claim/1", typeof(SessionClaim)),

        ("run-batch/1", typeof(RunBatch)),
        ("cancel-batch/1", typeof(CancelBatch)),
        ("put-schedule/1", typeof(PutSchedule)),
        ("schedule-put/1", typeof(SchedulePut)),
        ("remove-schedule/1", typeof(RemoveSchedule)),
        ("schedule-removed/1", typeof(ScheduleRemoved)),
        ("get-schedules/1", typeof(GetSchedules)),
        ("schedule-list/1", typeof(ScheduleList)),
        ("batch-completed/1", typeof(BatchCompleted)),
        ("batch-swept/1", typeof(BatchSwept)),

        ("sweep/1", typeof(Sweep)),
        ("sweep-report/1", typeof(SweepReport)),
        ("cluster-sweep-report/1", typeof(ClusterSweepReport)),
        ("sweep-completed/1", typeof(SweepCompleted)),
        ("process-survived/1", typeof(ProcessSurvived)),
        ("orphan-reaped/1", typeof(OrphanReaped)),

        ("get-cluster-servers/1", typeof(GetClusterServers)),
        ("cluster-server-list/1", typeof(ClusterServerList)),
        ("sweep-cluster/1", typeof(SweepCluster)),
        ("node-event/1", typeof(NodeEvent)),
        ("tick-interrupted/1", typeof(TickInterrupted)),
        ("ticks-missed/1", typeof(TicksMissed)),
        ("node-hello/1", typeof(NodeHello)),
        ("node-report/1", typeof(NodeReport)),
        ("run-call/1", typeof(RunCall)),
        ("run-request/1", typeof(RunRequest)),
        ("job-not-taken/1", typeof(JobNotTaken)),
        ("find-singletons/1", typeof(FindSingletons)),
        ("singletons-found/1", typeof(SingletonsFound)),
        ("find-leader/1", typeof(FindLeader)),
        ("leader-found/1", typeof(LeaderFound)),
        ("leader-leaves/1", typeof(LeaderLeaves)),
        ("batch-not-taken/1", typeof(BatchNotTaken)),
        ("claim-id/1", typeof(ClaimId)),
        ("renew-id/1", typeof(RenewId)),
        ("release-id/1", typeof(ReleaseId)),
        ("find-id/1", typeof(FindId)),
        ("id-answer/1", typeof(IdAnswer)),
        ("get-claims/1", typeof(GetClaims)),
        ("claims/1", typeof(Claims)),
    ];

    public static FrozenDictionary<string, Type> ByManifest { get; } = All.ToFrozenDictionary(entry => entry.Manifest, entry => entry.Type);

    public static FrozenDictionary<Type, string> Manifests { get; } = All.ToFrozenDictionary(entry => entry.Type, entry => entry.Manifest);

    /// <summary>
    /// Public messages that stay in their node. They are bound to the serializer too, which refuses them by name, so
    /// that they never fall back to a serializer for arbitrary objects.
    /// </summary>
    public static FrozenDictionary<Type, string> Local { get; } = new Dictionary<Type, string>
    {
        [typeof(ApplyServers)] = "Each node reads its own configuration, which may hold secrets; tell the servers of that node.",
        [typeof(RunJob)] = "The actor of a job is in the node of its batch.",
        [typeof(JobDone)] = "The actor of a job is in the node of its batch.",
    }.ToFrozenDictionary();
}
