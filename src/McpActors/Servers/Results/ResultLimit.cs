using System.Text.Json.Nodes;
using McpActors.Reading;

namespace McpActors.Servers;

/// <summary>Applies <c>max-result</c> to the answer of a tool.</summary>
internal static class ResultLimit
{
    /// <param name="call">The call.</param>
    /// <param name="answer">The whole answer.</param>
    /// <param name="json">The same, as the server sent it.</param>
    /// <param name="context">The call's settings and files.</param>
    public static ToolResult Apply(CallTool call, ToolResult answer, JsonNode? json, RequestContext context)
    {
        var most = call.MaxResultBytes ?? context.Settings.MaxResultOf(call.Tool);
        if (most == 0 || ResultPreview.Of(answer.Result, most, out var size) is not { } preview) return answer;
        var kept = context.Settings.MaxSpillBytes == 0 ? null : context.Results?.Keep(ProtocolJson.Bytes(json), context.Settings.MaxSpillBytes);
        preview.Content.Add(ResultPreview.Note(size, most, kept?.Path));
        return answer with { Result = preview, Cut = new CutResult(size, kept?.Path) { Kept = kept } };
    }
}
