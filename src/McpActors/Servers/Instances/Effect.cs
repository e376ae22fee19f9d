using Akka.Actor;
using Akka.Event;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>What the ServerActor is to do after an event. Decided by objects that do nothing themselves.</summary>
internal abstract record Effect
{
    /// <summary>Make a ProcessActor and start the process, in the place that was reserved for it, if one was.</summary>
    public sealed record Start(ServerProcess Process, StartPermit? Reserved) : Effect;

    /// <summary>Say when the process has answered all requests. It may take the time; null for as long as it needs.</summary>
    public sealed record Drain(ServerProcess Process, TimeSpan? Within) : Effect;

    /// <summary>End the process.</summary>
    public sealed record End(ServerProcess Process, string Why) : Effect;

    /// <summary>Say this after a while. It replaces an equal one.</summary>
    public sealed record Arm(Alarm Alarm, TimeSpan After) : Effect;

    /// <summary>Do not say it.</summary>
    public sealed record Disarm(Alarm Alarm) : Effect;

    /// <summary>Read how much memory the process holds.</summary>
    public sealed record ReadMemory(ServerProcess Process) : Effect;

    /// <summary>These settings are in force now.</summary>
    public sealed record Adopt(ServerSettings Settings) : Effect;

    public sealed record Publish(object Event) : Effect;

    /// <summary>Done last, when the board says what has become of the server.</summary>
    public sealed record Tell(IActorRef To, object Message) : Effect;

    public sealed record Log(LogLevel Level, string Text) : Effect;
}

/// <summary>What time can be up for. It is its own timer's key.</summary>
internal abstract record Alarm
{
    /// <summary>The instance that it is about; null where it is about the server.</summary>
    public Instance? About => this switch
    {
        Retry retry => retry.Instance,
        Probe probe => probe.Instance,
        Stable stable => stable.Process.Instance,
        Look look => look.Instance,
        Hold hold => hold.Instance,
        Drained drained => drained.Process.Instance,
        _ => null,
    };

    /// <summary>The pause before a restart is over.</summary>
    public sealed record Retry(Instance Instance) : Alarm;

    /// <summary>A parked instance is to be tried.</summary>
    public sealed record Probe(Instance Instance) : Alarm;

    /// <summary>The process has served for long enough that earlier restarts are forgotten.</summary>
    public sealed record Stable(ServerProcess Process) : Alarm;

    /// <summary>There may be something to do about the life of the process that serves.</summary>
    public sealed record Look(Instance Instance) : Alarm;

    /// <summary>A replacement that has failed may be tried again.</summary>
    public sealed record Hold(Instance Instance) : Alarm;

    /// <summary>The time is over in which the process may finish what is in flight.</summary>
    public sealed record Drained(ServerProcess Process) : Alarm;

    /// <summary>A server that is parked for new sessions is open for them again.</summary>
    public sealed record Unpark : Alarm;
}
