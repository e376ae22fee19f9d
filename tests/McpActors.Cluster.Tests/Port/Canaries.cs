using System.Runtime.Serialization;

namespace McpActors.Cluster.Tests.Port;

/// <summary>Types that no node knows. They record their creation, however a serializer creates them.</summary>
public class Canary
{
    private static int _created;

    public Canary() => Interlocked.Increment(ref _created);

    /// <summary>How many were created, and how often a field was set.</summary>
    public static int Created => Volatile.Read(ref _created);

    /// <summary>Set by a serializer that creates objects without a constructor.</summary>
    public string Text
    {
        get;
        set
        {
            field = value;
            Interlocked.Increment(ref _created);
        }
    } = "";

    internal static void Sing() => Interlocked.Increment(ref _created);
}

/// <summary>An exception that Akka.NET creates from a failure that names it.</summary>
public sealed class CanaryException : Exception
{
    public CanaryException()
        : base("a canary") => Canary.Sing();

    // Akka.NET finds this constructor and calls it with the received data.
    private CanaryException(SerializationInfo info, StreamingContext context)
        : base(info.GetString("Message")) => Canary.Sing();
}

/// <summary>An actor that a node would start if remote deployment were possible.</summary>
public sealed class CanaryActor : ReceiveActor
{
    public CanaryActor()
    {
        Hosts.Enqueue(Context.System.Name);
        ReceiveAny(_ => { });
    }

    /// <summary>The names of the systems in which it was started.</summary>
    public static ConcurrentQueue<string> Hosts { get; } = [];
}
