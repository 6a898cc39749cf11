namespace Proximity.Protocol.WebSockets;

/// <summary>What a frame is (RFC 6455 §5.2). Those not named are reserved.</summary>
internal enum Opcode : byte
{
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
}

internal static class Opcodes
{
    /// <summary>True for control frames, the reserved ones among them (RFC 6455 §5.5).</summary>
    public static bool IsControl(this Opcode opcode) => ((byte)opcode & 0x8) != 0;

    public static bool IsReserved(this Opcode opcode) => opcode is not (Opcode.Continuation or Opcode.Text or Opcode.Binary or Opcode.Close or Opcode.Ping or Opcode.Pong);
}
