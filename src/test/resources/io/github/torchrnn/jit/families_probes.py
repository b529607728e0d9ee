# What FamiliesTest calls: each a family forward and back; gradients does what a compiled step does.
def gradients(self, x: Tensor, e_ih: Tensor, e_hh: Tensor, before: Tensor, w_ih: Tensor) -> List[Tensor]:
  rows = torch.reshape(x, [-1, x.size(-1)])
  d_x = torch.reshape(torch.mm(e_ih, w_ih), x.size())
  return [d_x, torch.mm(torch.t(e_ih), rows), torch.mm(torch.t(e_hh), before), torch.sum(e_ih, [0]), torch.sum(e_hh, [0])]

def elman(self, x: Tensor, sizes: Optional[Tensor], h0: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor], relu: bool, reverse: bool, dy: Optional[Tensor], dh: Optional[Tensor]) -> List[Tensor]:
  if sizes is None:
    output, h_n = self.elman_forward(x, h0, w_ih, w_hh, b_ih, b_hh, relu, reverse)
    e, before, d_h0 = self.elman_backward(dy, dh, output, h0, w_hh, relu, reverse)
  else:
    output, h_n = self.elman_packed_forward(x, sizes, h0, w_ih, w_hh, b_ih, b_hh, relu, reverse)
    e, before, d_h0 = self.elman_packed_backward(dy, dh, output, sizes, h0, w_hh, relu, reverse)
  return [output, h_n, d_h0] + self.gradients(x, e, e, before, w_ih)

def tanh(self, x: Tensor, sizes: Optional[Tensor], h0: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor], reverse: bool, dy: Optional[Tensor], dh: Optional[Tensor]) -> List[Tensor]:
  return self.elman(x, sizes, h0, w_ih, w_hh, b_ih, b_hh, False, reverse, dy, dh)

def relu(self, x: Tensor, sizes: Optional[Tensor], h0: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor], reverse: bool, dy: Optional[Tensor], dh: Optional[Tensor]) -> List[Tensor]:
  return self.elman(x, sizes, h0, w_ih, w_hh, b_ih, b_hh, True, reverse, dy, dh)

def gru(self, x: Tensor, sizes: Optional[Tensor], h0: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor], reverse: bool, dy: Optional[Tensor], dh: Optional[Tensor]) -> List[Tensor]:
  if sizes is None:
    output, h_n, saved = self.gru_forward(x, h0, w_ih, w_hh, b_ih, b_hh, reverse)
    e_ih, e_hh, before, d_h0 = self.gru_backward(dy, dh, output, h0, saved, w_hh, reverse)
  else:
    output, h_n, saved = self.gru_packed_forward(x, sizes, h0, w_ih, w_hh, b_ih, b_hh, reverse)
    e_ih, e_hh, before, d_h0 = self.gru_packed_backward(dy, dh, output, sizes, h0, saved, w_hh, reverse)
  return [output, h_n, d_h0] + self.gradients(x, e_ih, e_hh, before, w_ih)

def lstm(self, x: Tensor, sizes: Optional[Tensor], h0: Tensor, c0: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor], reverse: bool, dy: Optional[Tensor], dh: Optional[Tensor], dc: Optional[Tensor]) -> List[Tensor]:
  if sizes is None:
    output, h_n, c_n, saved = self.lstm_forward(x, h0, c0, w_ih, w_hh, b_ih, b_hh, reverse)
    e, before, d_h0, d_c0 = self.lstm_backward(dy, dh, dc, output, h0, c0, saved, w_hh, reverse)
  else:
    output, h_n, c_n, saved = self.lstm_packed_forward(x, sizes, h0, c0, w_ih, w_hh, b_ih, b_hh, reverse)
    e, before, d_h0, d_c0 = self.lstm_packed_backward(dy, dh, dc, output, sizes, h0, c0, saved, w_hh, reverse)
  return [output, h_n, c_n, d_h0, d_c0] + self.gradients(x, e, e, before, w_ih)

def onednn(self, x: Tensor, sizes: Optional[Tensor], h0: Tensor, c0: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor], reverse: bool, dy: Optional[Tensor], dh: Optional[Tensor], dc: Optional[Tensor]) -> List[Tensor]:
  output, h_n, c_n, workspace = self.lstm_onednn_forward(x, h0, c0, w_ih, w_hh, b_ih, b_hh, reverse)
  d_x, d_w_ih, d_w_hh, d_b, d_h0, d_c0 = self.lstm_onednn_backward(dy, dh, dc, x, output, h_n, c_n, h0, c0, workspace, w_ih, w_hh, b_ih, b_hh, reverse)
  return [output, h_n, c_n, d_h0, d_c0, d_x, d_w_ih, d_w_hh, d_b, d_b]

def sized(self, x: Tensor, sizes: Optional[Tensor], h0: Tensor, c0: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor], reverse: bool, dy: Optional[Tensor], dh: Optional[Tensor], dc: Optional[Tensor]) -> List[Tensor]:
  output, h_n, c_n, workspace = self.lstm_by_size_forward(x, h0, c0, w_ih, w_hh, b_ih, b_hh, reverse)
  d_x, d_w_ih, d_w_hh, d_b, d_h0, d_c0 = self.lstm_by_size_backward(dy, dh, dc, x, output, h_n, c_n, h0, c0, workspace, w_ih, w_hh, b_ih, b_hh, reverse)
  return [output, h_n, c_n, d_h0, d_c0, d_x, d_w_ih, d_w_hh, d_b, d_b]

def gru_cell(self, x: Tensor, h: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor], d: Tensor) -> List[Tensor]:
  next, saved = self.gru_cell_forward(x, h, w_ih, w_hh, b_ih, b_hh)
  e_ih, e_hh, direct = self.gru_cell_backward(d, h, saved)
  return [next, torch.addmm(direct, e_hh, w_hh)] + self.gradients(x, e_ih, e_hh, h, w_ih)

def lstm_cell(self, x: Tensor, h: Tensor, c: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor], d_h: Optional[Tensor], d_c: Optional[Tensor]) -> List[Tensor]:
  next, cell, saved = self.lstm_cell_forward(x, h, c, w_ih, w_hh, b_ih, b_hh)
  e, d = self.lstm_cell_backward(d_h, d_c, c, cell, saved)
  return [next, cell, torch.mm(e, w_hh), d] + self.gradients(x, e, e, h, w_ih)
