using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Proximity.Control;
using Proximity.Inspector.Serving;
using Proximity.Inspector.Streams;

namespace Proximity.Inspector.Description;

/// <summary>The description of the API by OpenAPI 3.1, made of the table of operations.</summary>
/// <param name="version">The version of the program.</param>
internal sealed class OpenApiDocument(string version)
{
    private const string SchemaPlace = "#/components/schemas/";
    private const string Json = "application/json";

    private readonly SchemaMaker schemas = new(SchemaPlace);

    /// <summary>The document as JSON in UTF-8.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(ToJson().ToJsonString());

    private JsonObject ToJson()
    {
        var paths = new JsonObject();
        foreach (IGrouping<string, Operation> path in OperationTable.All.GroupBy(static operation => operation.Path))
        {
            var methods = new JsonObject();
            foreach (Operation operation in path)
            {
                methods[operation.Method.ToLowerInvariant()] = Describe(operation);
            }

            paths[path.Key] = methods;
        }

        paths["/api/flows/{id}/body/{side}/content"] = new JsonObject { ["get"] = DescribeContent() };
        paths["/api/export/file"] = new JsonObject { ["get"] = DescribeFile() };
        _ = schemas.Of(InspectorJson.Default.ErrorAnswer, isInput: false);
        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "Proximity",
                ["version"] = version,
                ["description"] = "What can be asked of a running proxy. Views that are kept up to date: WebSocket at /api/live.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(new JsonObject { ["token"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = new JsonObject(schemas.Components.Select(
                    static pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value))),
                ["securitySchemes"] = new JsonObject
                {
                    ["token"] = new JsonObject
                    {
                        ["type"] = "http",
                        ["scheme"] = "bearer",
                        ["description"] = "The token that the program printed.",
                    },
                },
            },
        };
    }

    private JsonObject Describe(Operation operation)
    {
        string[] named = [.. operation.Path.Split('/').Where(static part => part is ['{', .., '}']).Select(static part => part[1..^1])];
        JsonObject description = Start(operation.Name, operation.Summary);
        var parameters = new JsonArray();
        foreach (JsonPropertyInfo member in operation.InputType.Properties.Where(
            member => operation.Method == "GET" || named.Contains(member.Name)))
        {
            parameters.Add((JsonNode)Parameter(operation.InputType, member, named.Contains(member.Name)));
        }

        if (parameters.Count > 0)
        {
            description["parameters"] = parameters;
        }

        if (operation.Method != "GET")
        {
            JsonObject body = named.Length == 0
                ? schemas.Of(operation.InputType, isInput: true)
                : schemas.Record(operation.InputType, isInput: true, named);
            description["requestBody"] = new JsonObject { ["content"] = Content(Json, body) };
        }

        description["responses"] = Responses(Content(Json, schemas.Of(operation.OutputType, isInput: false)));
        return description;
    }

    private JsonObject DescribeContent()
    {
        JsonObject description = Start("flows.content", "Gives what is kept of a body as a file.");
        var sides = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("request", "response") };
        description["parameters"] = new JsonArray(
            Parameter("id", "path", "The flow's id.", new JsonObject { ["type"] = "integer" }),
            Parameter("side", "path", "Whose body.", sides),
            Parameter("decoded", "query", "Whether content codings are taken off. Default true.", new JsonObject { ["type"] = "boolean" }));
        JsonObject responses = Responses(Content("application/octet-stream", []));
        responses["200"]!["headers"] = new JsonObject
        {
            [BodyEndpoint.DecodedField] = new JsonObject
            {
                ["description"] = "Whether content codings were taken off.",
                ["schema"] = new JsonObject { ["type"] = "boolean" },
            },
        };
        description["responses"] = responses;
        return description;
    }

    private JsonObject DescribeFile()
    {
        Operation export = ExportOperation.Entry;
        JsonObject description = Start("flows.file", "Gives flows as a file, as many as there are.");
        description["parameters"] = new JsonArray([.. export.InputType.Properties.Select(
            member => Parameter(export.InputType, member, isInPath: false))]);
        description["responses"] = Responses(Content("application/octet-stream", []));
        return description;
    }

    private static JsonObject Start(string name, string summary) => new()
    {
        ["operationId"] = name,
        ["tags"] = new JsonArray(name.Split('.')[0]),
        ["summary"] = summary,
    };

    private JsonObject Parameter(JsonTypeInfo type, JsonPropertyInfo member, bool isInPath)
    {
        JsonObject schema = schemas.Member(type, member, isInput: true);
        schema.Remove("description");
        JsonObject parameter = Parameter(
            member.Name, isInPath ? "path" : "query", SchemaMaker.TextOf(type.Type, member) ?? "", schema, member.IsRequired);
        if (schema["type"] is JsonValue kind && kind.GetValue<string>() == "array")
        {
            // Items stand between commas.
            parameter["style"] = "form";
            parameter["explode"] = false;
        }

        return parameter;
    }

    private static JsonObject Parameter(string name, string where, string text, JsonObject schema, bool isRequired = false) => new()
    {
        ["name"] = name,
        ["in"] = where,
        ["required"] = isRequired || where == "path",
        ["description"] = text,
        ["schema"] = schema,
    };

    private static JsonObject Content(string type, JsonObject schema)
        => new() { [type] = new JsonObject { ["schema"] = schema } };

    private static JsonObject Responses(JsonObject content) => new()
    {
        ["200"] = new JsonObject { ["description"] = "It was done.", ["content"] = content },
        ["default"] = new JsonObject
        {
            ["description"] = "It was not done; the status says of what kind the problem is.",
            ["content"] = Content(Json, new JsonObject { ["$ref"] = SchemaPlace + nameof(ErrorAnswer) }),
        },
    };
}
