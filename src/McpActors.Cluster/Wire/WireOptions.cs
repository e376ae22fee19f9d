using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Akka.Actor;
using McpActors.Cluster.Nodes;
using McpActors.Processes;
using McpActors.Reaping;
using McpActors.Scheduling;
using McpActors.Servers;

namespace McpActors.Cluster.Wire;

/// <summary>How values that are not simply their fields are written.</summary>
internal static class WireOptions
{
    /// <summary>
    /// Types with fields that have a default and no place in the constructor. Generated code would set those that a message leaves out, one of an
    /// older version for example, to null or zero (dotnet/runtime issue 58770); reflection, once for each type, leaves them as they are.
    /// </summary>
    public static FrozenSet<Type> WithDefaults { get; } =
        new[] { typeof(SweepReport), typeof(ExitReport), typeof(ScheduleDefinition), typeof(NodeReport), typeof(ServerStatus) }.ToFrozenSet();

    public static JsonSerializerOptions For(ExtendedActorSystem system, McpActorsSerializer serializer)
    {
        // The default escapes what is not ASCII, for web pages, and makes three bytes of it six: this is never HTML.
        var options = new JsonSerializerOptions(WireContext.Default.Options) { TypeInfoResolver = new Resolver(), Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        options.Converters.Add(new ActorRefConverter(system));
        options.Converters.Add(new HostTagConverter());
        options.Converters.Add(new EnclosedConverter<IServerMessage>(serializer));
        options.Converters.Add(new EnclosedConverter<object>(serializer));
        foreach (var converter in McpValueConverter.All) options.Converters.Add(converter);
        options.MakeReadOnly();
        return options;
    }

    private sealed class Resolver : IJsonTypeInfoResolver
    {
        private readonly DefaultJsonTypeInfoResolver _reflection = new();

        public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options) => WithDefaults.Contains(type)
            ? _reflection.GetTypeInfo(type, options)
            : ((IJsonTypeInfoResolver)WireContext.Default).GetTypeInfo(type, options);
    }
}
