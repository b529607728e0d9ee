# The LSTM by oneDNN's training primitive, for float32 on the CPU, and the choice between it and
# lstm.py by size. Without biases, zeros take their place in oneDNN.

def onednn_bias(self, bias: Optional[Tensor], w_ih: Tensor) -> Tensor:
  return bias if bias is not None else torch.zeros([w_ih.size(0)], dtype=w_ih.dtype, device=w_ih.device)

# x (T, B, I) -> output, h_n, c_n, workspace.
def lstm_onednn_forward(self, x: Tensor, h0: Tensor, c0: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor], reverse: bool) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
  # Without the gradient mode oneDNN keeps no workspace.
  torch.set_grad_enabled(True)
  output, h_n, c_n, workspace = torch.mkldnn_rnn_layer(torch.contiguous(x), w_ih, w_hh, self.onednn_bias(b_ih, w_ih), self.onednn_bias(b_hh, w_ih), torch.contiguous(h0), torch.contiguous(c0), reverse, annotate(List[int], []), 2, w_hh.size(1), 1, True, False, False, True)
  torch.set_grad_enabled(False)
  return output, h_n, c_n, workspace

# -> d_x, d_w_ih, d_w_hh, the gradient of either bias, d_h0, d_c0.
def lstm_onednn_backward(self, d_output: Optional[Tensor], d_h_n: Optional[Tensor], d_c_n: Optional[Tensor], x: Tensor, output: Tensor, h_n: Tensor, c_n: Tensor, h0: Tensor, c0: Tensor, workspace: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor], reverse: bool) -> Tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
  d_x, d_w_ih, d_w_hh, d_b, _, d_h0, d_c0 = torch.mkldnn_rnn_layer_backward(torch.contiguous(x), w_ih, w_hh, self.onednn_bias(b_ih, w_ih), self.onednn_bias(b_hh, w_ih), torch.contiguous(h0), torch.contiguous(c0), output, h_n, c_n, d_output, d_h_n, d_c_n, reverse, 2, w_hh.size(1), 1, True, True, False, annotate(List[int], []), False, workspace)
  return d_x, d_w_ih, d_w_hh, d_b, d_h0, d_c0

# Few steps are faster in closed form, whose steps cost more and whose start costs less; so are large
# states, whose weights oneDNN reorders at each call.
def onednn_pays(self, x: Tensor, w_hh: Tensor) -> bool:
  return x.dtype == 6 and x.device.type == "cpu" and x.size(0) > 8 and w_hh.size(1) < 192

def lstm_by_size_forward(self, x: Tensor, h0: Tensor, c0: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor], reverse: bool) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
  if self.onednn_pays(x, w_hh):
    return self.lstm_onednn_forward(x, h0, c0, w_ih, w_hh, b_ih, b_hh, reverse)
  return self.lstm_forward(x, h0, c0, w_ih, w_hh, b_ih, b_hh, reverse)

# -> d_x, d_w_ih, d_w_hh, the gradient of either bias, d_h0, d_c0.
def lstm_by_size_backward(self, d_output: Optional[Tensor], d_h_n: Optional[Tensor], d_c_n: Optional[Tensor], x: Tensor, output: Tensor, h_n: Tensor, c_n: Tensor, h0: Tensor, c0: Tensor, saved: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor], reverse: bool) -> Tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
  if self.onednn_pays(x, w_hh):
    return self.lstm_onednn_backward(d_output, d_h_n, d_c_n, x, output, h_n, c_n, h0, c0, saved, w_ih, w_hh, b_ih, b_hh, reverse)
  e, before, d_h0, d_c0 = self.lstm_backward(d_output, d_h_n, d_c_n, output, h0, c0, saved, w_hh, reverse)
  by_row = torch.t(e)
  d_x = torch.view(torch.mm(e, w_ih), x.size())
  d_w_ih = torch.mm(by_row, torch.reshape(x, [-1, x.size(2)]))
  return d_x, d_w_ih, torch.mm(by_row, before), torch.sum(by_row, [1]), d_h0, d_c0
