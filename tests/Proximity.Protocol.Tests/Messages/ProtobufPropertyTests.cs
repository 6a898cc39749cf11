using CsCheck;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proximity.Protocol.Messages;

namespace Proximity.Protocol.Tests.Messages;

/// <summary>Random trees and random bytes, against an encoder made apart from the reader and against Google's reader and writer.</summary>
public class ProtobufPropertyTests
{
    private static readonly byte[] LeafTypes = [0, 1, 5, 2, 2];

    private static readonly Gen<Node> Leaves = Gen.Select(
        Gen.Int[1, 40],
        Gen.Int[0, 4],
        Gen.ULong,
        Gen.Int[0, 63],
        Gen.Byte.Array[0, 12],
        (number, type, value, shift, bytes) => new Node(number, LeafTypes[type], value >> shift, bytes, []));

    [Fact]
    public void RandomTree_IsReadAsItWasEncoded()
    {
        long nested = 0;
        Trees(depth: 3).Array[0, 6].Sample(
            nodes =>
            {
                byte[] bytes = [.. nodes.SelectMany(Encode)];
                ProtobufMessage message = ProtobufInput.Read(bytes, ProtobufLimits.Default);
                Assert.Null(message.Problem);
                AssertSame(nodes, message);
                Interlocked.Add(ref nested, nodes.Count(node => node.Children.Length > 0));
            },
            iter: 5_000);
        Assert.True(nested > 2_000, $"only {nested} messages were nested: the property was hardly asked");
    }

    [Fact]
    public void RandomBytes_AreTakenAndRefusedAsByGoogle()
    {
        // Short tags and lengths make bytes that read as fields for some way.
        Gen<byte> part = Gen.Frequency((3, Gen.Byte[0, 40]), (1, Gen.Byte));
        long accepted = 0;
        part.Array[0, 12].Sample(
            bytes =>
            {
                ProtobufMessage message = ProtobufInput.Read(bytes, ProtobufLimits.Default);
                if (!HasLongNumber(bytes))
                {
                    Assert.Equal(IsTakenByGoogle(bytes), message.Problem is null);
                }

                Interlocked.Add(ref accepted, message.Problem is null ? 1 : 0);
            },
            iter: 50_000);
        Assert.True(accepted > 5_000, $"only {accepted} inputs were accepted: the property was hardly asked");
    }

    [Fact]
    public void MessageThatGoogleWrites_IsReadFieldByField()
    {
        var message = new Struct
        {
            Fields =
            {
                ["name"] = Value.ForString("Ada"),
                ["age"] = Value.ForNumber(36),
                ["tags"] = Value.ForList(Value.ForBool(true), Value.ForNull()),
            },
        };
        ProtobufMessage read = ProtobufInput.Read(message.ToByteArray(), ProtobufLimits.Default);
        Assert.Equal(
            """
            1 {
              1: "name"
              2 {
                3: "Ada"
              }
            }
            1 {
              1: "age"
              2 {
                2: 0x4042000000000000
              }
            }
            1 {
              1: "tags"
              2 {
                6 {
                  1 {
                    4: 1
                  }
                  1 {
                    1: 0
                  }
                }
              }
            }

            """,
            ProtobufText.Show(read));
    }

    [Fact]
    public void FieldReplacedInAMessageOfGoogle_IsReadByGoogle()
    {
        byte[] bytes = new Struct { Fields = { ["name"] = Value.ForString("Ada") } }.ToByteArray();
        ProtobufMessage read = ProtobufInput.Read(bytes, ProtobufLimits.Default);
        ProtobufField text = read.Fields[0].Message!.Fields[1].Message!.Fields[0];
        string longer = new('x', 200);
        byte[] changed = read.Replace([0, 1, 0], text.WithPayload(System.Text.Encoding.UTF8.GetBytes(longer))).ToArray();
        Assert.Equal(longer, Struct.Parser.ParseFrom(changed).Fields["name"].StringValue);
    }

    [Fact]
    public void EveryNumber_IsWrittenAndReadAsByGoogle() => Gen.Select(Gen.ULong, Gen.Int[0, 63]).Sample(
        (bits, shift) =>
        {
            ulong value = bits >> shift;
            byte[] bytes = new UInt64Value { Value = value }.ToByteArray();
            if (value == 0)
            {
                return;
            }

            ProtobufField field = ProtobufInput.Read(bytes, ProtobufLimits.Default).Fields[0];
            Assert.Equal(value, field.Unsigned);
            Assert.Equal(bytes, field.WithNumber(0).WithNumber(value).Raw.ToArray());
            Assert.Equal(bytes.Length - 1, ProtobufVarint.Length(value));
            var stream = new CodedInputStream(bytes);
            stream.ReadTag();
            Assert.Equal(stream.ReadSInt64(), field.ZigZag);
        },
        iter: 5_000);

    /// <summary>
    /// True when a number may have five bytes or more: Google's reader for .NET drops the bits of a tag or length beyond 32, and of a value
    /// beyond 64; ours refuses them.
    /// </summary>
    private static bool HasLongNumber(byte[] bytes)
        => string.Concat(bytes.Select(value => value >> 7)).Contains("1111", StringComparison.Ordinal);

    private static bool IsTakenByGoogle(byte[] bytes)
    {
        try
        {
            Empty.Parser.ParseFrom(bytes);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    private static Gen<Node> Trees(int depth)
    {
        if (depth == 0)
        {
            return Leaves;
        }

        Gen<Node> branches = Gen.Select(
            Gen.Int[1, 40],
            Gen.Bool,
            Trees(depth - 1).Array[1, 3],
            (number, isGroup, children) => new Node(number, (byte)(isGroup ? 3 : 2), 0, [], children));
        return Gen.Frequency((2, Leaves), (1, branches));
    }

    private static byte[] Encode(Node node)
    {
        byte[] tag = Varint(((ulong)node.Number << 3) | node.Type);
        byte[] inner = node.Children.Length > 0 ? [.. node.Children.SelectMany(Encode)] : node.Bytes;
        return node.Type switch
        {
            0 => [.. tag, .. Varint(node.Value)],
            1 => [.. tag, .. BitConverter.GetBytes(node.Value)],
            5 => [.. tag, .. BitConverter.GetBytes((uint)node.Value)],
            2 => [.. tag, .. Varint((ulong)inner.Length), .. inner],
            _ => [.. tag, .. inner, .. Varint(((ulong)node.Number << 3) | 4)],
        };
    }

    private static byte[] Varint(ulong value) => value < 128 ? [(byte)value] : [(byte)(value | 128), .. Varint(value >> 7)];

    private static void AssertSame(Node[] nodes, ProtobufMessage message)
    {
        Assert.Equal(nodes.Length, message.Fields.Count);
        foreach ((Node node, ProtobufField field) in nodes.Zip(message.Fields))
        {
            Assert.Equal((node.Number, node.Type), (field.Number, (byte)field.WireType));
            if (node.Children.Length > 0)
            {
                AssertSame(node.Children, field.Message!);
            }
            else if (node.Type == 2)
            {
                Assert.Equal(node.Bytes, field.Payload.ToArray());
            }
            else
            {
                Assert.Equal(node.Type == 5 ? (uint)node.Value : node.Value, field.Unsigned);
            }
        }
    }

    private sealed record Node(int Number, byte Type, ulong Value, byte[] Bytes, Node[] Children);
}
