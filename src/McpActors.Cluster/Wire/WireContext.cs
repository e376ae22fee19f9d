using System.Text.Json.Serialization;
using McpActors.Cluster.Leading;
using McpActors.Cluster.Nodes;
using McpActors.Cluster.Ticks;
using McpActors.Reaping;
using McpActors.Scheduling;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Cluster.Wire;

/// <summary>
/// The types that cross nodes, for System.Text.Json without reflection. Types other than messages are parts of
/// messages.
/// </summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true)]
// Servers
[JsonSerializable(typeof(CallTool))]
[JsonSerializable(typeof(CancelCall))]
[JsonSerializable(typeof(ToolResult))]
[JsonSerializable(typeof(ToolProgress))]
[JsonSerializable(typeof(ListTools))]
[JsonSerializable(typeof(ToolList))]
[JsonSerializable(typeof(ListPrompts))]
[JsonSerializable(typeof(PromptList))]
[JsonSerializable(typeof(GetPrompt))]
[JsonSerializable(typeof(PromptResult))]
[JsonSerializable(typeof(Complete))]
[JsonSerializable(typeof(CompletionResult))]
[JsonSerializable(typeof(SetLoggingLevel))]
[JsonSerializable(typeof(LoggingLevelSet))]
[JsonSerializable(typeof(ListResources))]
[JsonSerializable(typeof(ResourceList))]
[JsonSerializable(typeof(ListResourceTemplates))]
[JsonSerializable(typeof(ResourceTemplateList))]
[JsonSerializable(typeof(ReadResource))]
[JsonSerializable(typeof(ResourceResult))]
[JsonSerializable(typeof(McpActors.Servers.Subscribe))]
[JsonSerializable(typeof(Subscribed))]
[JsonSerializable(typeof(McpActors.Servers.Unsubscribe))]
[JsonSerializable(typeof(Unsubscribed))]
[JsonSerializable(typeof(StartServer))]
[JsonSerializable(typeof(ServerStarted))]
[JsonSerializable(typeof(StopServer))]
[JsonSerializable(typeof(ServerStopped))]
[JsonSerializable(typeof(RestartServer))]
[JsonSerializable(typeof(BeginWork))]
[JsonSerializable(typeof(WorkBegun))]
[JsonSerializable(typeof(EndWork))]
[JsonSerializable(typeof(GetServers))]
[JsonSerializable(typeof(ServerList))]
[JsonSerializable(typeof(ServerStatus))]
[JsonSerializable(typeof(ServersApplied))]
[JsonSerializable(typeof(ProcessStarted))]
[JsonSerializable(typeof(ProcessReady))]
[JsonSerializable(typeof(ProcessExited))]
[JsonSerializable(typeof(ProcessOrphaned))]
[JsonSerializable(typeof(ServerUnresponsive))]
[JsonSerializable(typeof(BreakerOpened))]
[JsonSerializable(typeof(BreakerClosed))]
[JsonSerializable(typeof(ServerChanged))]
[JsonSerializable(typeof(ToolsChanged))]
[JsonSerializable(typeof(PromptsChanged))]
[JsonSerializable(typeof(ResourcesChanged))]
[JsonSerializable(typeof(ResourceUpdated))]
[JsonSerializable(typeof(ServerLogged))]
[JsonSerializable(typeof(ElicitationCompleted))]
// Sessions
[JsonSerializable(typeof(OpenSession))]
[JsonSerializable(typeof(SessionOpened))]
[JsonSerializable(typeof(CloseSession))]
[JsonSerializable(typeof(SessionMessage))]
[JsonSerializable(typeof(GetSessions))]
[JsonSerializable(typeof(SessionList))]
[JsonSerializable(typeof(SessionStatus))]
[JsonSerializable(typeof(SessionRestarted))]
[JsonSerializable(typeof(SessionEnded))]
[JsonSerializable(typeof(SessionClaim))]
// Scheduling
[JsonSerializable(typeof(RunBatch))]
[JsonSerializable(typeof(ToolJob))]
[JsonSerializable(typeof(ActorJob))]
[JsonSerializable(typeof(CancelBatch))]
[JsonSerializable(typeof(PutSchedule))]
[JsonSerializable(typeof(SchedulePut))]
[JsonSerializable(typeof(RemoveSchedule))]
[JsonSerializable(typeof(ScheduleRemoved))]
[JsonSerializable(typeof(GetSchedules))]
[JsonSerializable(typeof(ScheduleList))]
[JsonSerializable(typeof(ScheduleDefinition))]
[JsonSerializable(typeof(BatchCompleted))]
[JsonSerializable(typeof(BatchSwept))]
[JsonSerializable(typeof(BatchReport))]
// Reaping
[JsonSerializable(typeof(Sweep))]
[JsonSerializable(typeof(SweepReport))]
[JsonSerializable(typeof(ClusterSweepReport))]
[JsonSerializable(typeof(SweepCompleted))]
[JsonSerializable(typeof(ProcessSurvived))]
[JsonSerializable(typeof(OrphanReaped))]
// The cluster's own
[JsonSerializable(typeof(GetClusterServers))]
[JsonSerializable(typeof(ClusterServerList))]
[JsonSerializable(typeof(SweepCluster))]
[JsonSerializable(typeof(NodeEvent))]
[JsonSerializable(typeof(TickInterrupted))]
[JsonSerializable(typeof(TicksMissed))]
[JsonSerializable(typeof(NodeHello))]
[JsonSerializable(typeof(NodeReport))]
[JsonSerializable(typeof(RunCall))]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(JobNotTaken))]
[JsonSerializable(typeof(FindSingletons))]
[JsonSerializable(typeof(SingletonsFound))]
[JsonSerializable(typeof(FindLeader))]
[JsonSerializable(typeof(LeaderFound))]
[JsonSerializable(typeof(LeaderLeaves))]
[JsonSerializable(typeof(BatchNotTaken))]
[JsonSerializable(typeof(ClaimId))]
[JsonSerializable(typeof(RenewId))]
[JsonSerializable(typeof(ReleaseId))]
[JsonSerializable(typeof(FindId))]
[JsonSerializable(typeof(IdAnswer))]
[JsonSerializable(typeof(GetClaims))]
[JsonSerializable(typeof(Claims))]
[JsonSerializable(typeof(ScheduleBucketData))]
[JsonSerializable(typeof(TickMemoryData))]
[JsonSerializable(typeof(FailureData))]
internal sealed partial class WireContext : JsonSerializerContext;
